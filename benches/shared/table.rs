//! What a bench prints: one table, and what the machine was doing meanwhile.

/// Rows under a head, and how many columns of words come before those of numbers.
pub struct Table(Vec<Vec<String>>, usize);

impl Table {
    pub fn new<const N: usize>(words: usize, head: [&str; N]) -> Self {
        Self(vec![head.iter().map(ToString::to_string).collect()], words)
    }

    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.0.push(cells.into());
    }

    pub fn print(&self, title: &str) {
        let width = |column: usize| {
            let cells = self.0.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        println!("\n{title} (load {})", load());
        for row in &self.0 {
            let cells = row.iter().enumerate().map(|(column, cell)| {
                let width = width(column);
                if column < self.1 {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            println!("  {}", cells.collect::<Vec<_>>().join("   ").trim_end());
        }
    }
}

/// Processes that wanted to run in the last minute: above the number of cores, figures are disturbed.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

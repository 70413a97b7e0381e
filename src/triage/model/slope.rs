//! Finding the lowest point of a smooth, bowl-shaped function: L-BFGS, which
//! keeps the last few steps to guess the curvature. Nothing is left to chance,
//! so the same function always ends at the same point.

/// How many steps are remembered.
const MEMORY: usize = 8;

/// The point where `cost` is lowest, begun at nought. `cost` writes the slope at a point and gives the height.
pub(super) fn lowest(size: usize, steps: usize, mut cost: impl FnMut(&[f32], &mut [f32]) -> f64) -> Vec<f32> {
    let mut at = vec![0.0; size];
    let mut slope = vec![0.0; size];
    let mut height = cost(&at, &mut slope);
    let mut past: Vec<Step> = Vec::new();
    for _ in 0..steps {
        let mut way = downhill(&slope, &past);
        let mut fall = dot(&way, &slope);
        if fall >= 0.0 {
            past.clear();
            way = slope.iter().map(|s| -s).collect();
            fall = dot(&way, &slope);
        }
        let Some(next) = walk(&at, height, &way, fall, past.is_empty(), &mut cost) else {
            break;
        };
        let step = Step::new(&at, &next.at, &slope, &next.slope);
        let gained = height - next.height;
        (at, slope, height) = (next.at, next.slope, next.height);
        if gained < 1e-5 * height.abs() {
            break;
        }
        if step.curve > 1e-10 {
            past.push(step);
            if past.len() > MEMORY {
                past.remove(0);
            }
        }
    }
    at
}

/// A step taken: how the point moved, how the slope changed with it.
struct Step {
    moved: Vec<f32>,
    turned: Vec<f32>,
    curve: f64,
}

impl Step {
    fn new(from: &[f32], to: &[f32], slope_from: &[f32], slope_to: &[f32]) -> Self {
        let less = |a: &[f32], b: &[f32]| -> Vec<f32> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
        let (moved, turned) = (less(to, from), less(slope_to, slope_from));
        let curve = dot(&moved, &turned);
        Self { moved, turned, curve }
    }
}

struct Point {
    at: Vec<f32>,
    slope: Vec<f32>,
    height: f64,
}

/// Goes down `way` and halves the stride until it has gone down enough; nothing if it can't.
fn walk(
    at: &[f32],
    height: f64,
    way: &[f32],
    fall: f64,
    is_first: bool,
    cost: &mut impl FnMut(&[f32], &mut [f32]) -> f64,
) -> Option<Point> {
    let mut stride = if is_first {
        1.0 / fall.abs().sqrt().max(1.0)
    } else {
        1.0
    };
    for _ in 0..20 {
        let next: Vec<f32> = at.iter().zip(way).map(|(a, w)| a + stride as f32 * w).collect();
        let mut slope = vec![0.0; next.len()];
        let there = cost(&next, &mut slope);
        if there <= height + 1e-4 * stride * fall {
            return Some(Point {
                at: next,
                slope,
                height: there,
            });
        }
        stride *= 0.5;
    }
    None
}

/// The way down, bent by what the past steps tell of the curvature.
fn downhill(slope: &[f32], past: &[Step]) -> Vec<f32> {
    let mut way = slope.to_vec();
    let mut shares = Vec::with_capacity(past.len());
    for step in past.iter().rev() {
        let share = dot(&step.moved, &way) / step.curve;
        add(&mut way, -share, &step.turned);
        shares.push(share);
    }
    if let Some(last) = past.last() {
        let scale = (last.curve / dot(&last.turned, &last.turned)) as f32;
        way.iter_mut().for_each(|w| *w *= scale);
    }
    for (step, share) in past.iter().zip(shares.into_iter().rev()) {
        let back = dot(&step.turned, &way) / step.curve;
        add(&mut way, share - back, &step.moved);
    }
    way.iter_mut().for_each(|w| *w = -*w);
    way
}

fn add(to: &mut [f32], times: f64, what: &[f32]) {
    let times = times as f32;
    to.iter_mut().zip(what).for_each(|(to, what)| *to += times * what);
}

/// Summed in eight lanes, so that long sums stay exact enough and quick.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut lanes = [0.0_f64; 8];
    let chunks = a.chunks_exact(8).zip(b.chunks_exact(8));
    for (a, b) in chunks {
        for lane in 0..8 {
            lanes[lane] += f64::from(a[lane]) * f64::from(b[lane]);
        }
    }
    let rest = a.len() / 8 * 8;
    let tail: f64 = a[rest..]
        .iter()
        .zip(&b[rest..])
        .map(|(a, b)| f64::from(*a) * f64::from(*b))
        .sum();
    lanes.iter().sum::<f64>() + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_point_of_a_crooked_bowl_is_found() {
        let lowest = lowest(2, 100, |at, slope| {
            let (x, y) = (f64::from(at[0]) - 3.0, f64::from(at[1]) + 1.0);
            slope[0] = (2.0 * x + 0.5 * y) as f32;
            slope[1] = (20.0 * y + 0.5 * x) as f32;
            x * x + 10.0 * y * y + 0.5 * x * y
        });
        assert!(
            (lowest[0] - 3.0).abs() < 0.05 && (lowest[1] + 1.0).abs() < 0.05,
            "{lowest:?}"
        );
    }
}

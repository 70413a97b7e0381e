use super::*;
use crate::domain::digest::{Approvals, Counts, Praise, Span};
use crate::domain::{CaseNumber, Department, DepartmentName, Network};
use chrono::{TimeZone, Utc};
use insta::assert_snapshot;
use std::time::Duration;

fn directory(titles: &[(&str, &str)]) -> Directory {
    let department = |(name, title): &(&str, &str)| Department {
        name: DepartmentName::from(*name),
        title: (*title).to_owned(),
        topics: Vec::new(),
        facilities: Vec::new(),
        channels: Vec::new(),
        answer_within: Duration::from_secs(3600),
        resolve_within: Duration::from_secs(86_400),
        escalate_to: None,
        on_call: Vec::new(),
    };
    Directory {
        organisation: "Lakeshore Health".to_owned(),
        time_zone: chrono_tz::America::Chicago,
        departments: titles.iter().map(department).collect(),
        ..Directory::default()
    }
}

fn line(
    department: &str,
    [new, answered, new_before, answered_before, open, late]: [i64; 6],
) -> DepartmentLine {
    DepartmentLine {
        department: DepartmentName::from(department),
        new,
        answered,
        new_before,
        answered_before,
        open,
        late,
    }
}

fn counted(departments: Vec<DepartmentLine>) -> Digest {
    let sum = |count: fn(&DepartmentLine) -> i64| departments.iter().map(count).fold(0, i64::saturating_add);
    let counts = |new, answered, median| Counts {
        new,
        answered,
        median_answer_seconds: median,
        praise: 0,
        copies: 0,
        set_aside: 0,
    };
    let from = Utc.with_ymd_and_hms(2026, 11, 20, 13, 0, 0).unwrap();
    Digest {
        span: Span {
            from,
            until: from + chrono::TimeDelta::days(1),
        },
        now: counts(sum(|l| l.new), sum(|l| l.answered), Some(2_460.0)),
        before: counts(sum(|l| l.new_before), sum(|l| l.answered_before), Some(7_620.0)),
        open: sum(|l| l.open),
        late: sum(|l| l.late),
        departments,
        approvals: Approvals::default(),
        answers: Vec::new(),
        praise: vec![Praise {
            case: CaseNumber(1),
            network: Network::Bluesky,
            department: DepartmentName::from("emergency"),
            text: "You were so kind to my mother Rosa".to_owned(),
        }],
    }
}

fn busy() -> (Digest, Directory) {
    let directory = directory(&[
        ("emergency", "Emergency department"),
        ("billing", "Billing and insurance"),
        ("patient-relations", "Patient relations"),
        ("facilities", "Buildings, parking and signs"),
        ("records", "Medical records and release of information"),
        ("quiet", "Ángel Łukasz pædiatric wing"),
    ]);
    let digest = counted(vec![
        line("emergency", [42, 31, 30, 28, 17, 3]),
        line("billing", [23, 27, 25, 19, 9, 1]),
        line("patient-relations", [18, 12, 12, 14, 11, 0]),
        line("facilities", [9, 9, 21, 16, 2, 0]),
        line("records", [3, 0, 0, 2, 3, 2]),
        line("quiet", [0, 0, 0, 0, 1, 0]),
    ]);
    (digest, directory)
}

fn many(count: usize, scale: i64) -> Digest {
    let of = |n: usize| {
        let n = (count - n) as i64;
        line(
            &format!("department-{n}"),
            [n * scale, n / 2 * scale, n + 3, n / 3, n, n % 3],
        )
    };
    counted((0..count).map(of).collect())
}

struct Seen {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Seen {
    fn of(picture: &Picture) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&picture.png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(
            (info.color_type, info.bit_depth),
            (png::ColorType::Rgb, png::BitDepth::Eight)
        );
        Self {
            width: info.width,
            height: info.height,
            pixels,
        }
    }

    fn at(&self, x: u32, y: u32) -> Colour {
        let at = ((y * self.width + x) * 3) as usize;
        Colour(self.pixels[at], self.pixels[at + 1], self.pixels[at + 2])
    }

    /// How many pixels of that colour a row has from where bars begin to the columns.
    fn run(&self, y: u32, colour: Colour) -> usize {
        (BARS as u32..OPEN as u32 - 80)
            .filter(|x| self.at(*x, y) == colour)
            .count()
    }
}

/// Kept for looking at, when somebody says where.
fn look(name: &str, picture: &Picture) {
    if let Ok(folder) = std::env::var("LIAISON_PICTURES") {
        std::fs::write(format!("{folder}/{name}.png"), &picture.png).unwrap();
    }
}

#[test]
fn a_day_is_drawn_in_bars_with_the_day_before_as_marks() {
    let (counted, directory) = busy();
    let picture = digest(&counted, &directory).unwrap();
    look("busy", &picture);
    assert_eq!(picture.name, "digest-2026-11-20.png");
    assert_snapshot!(picture.alt, @"Digest of Lakeshore Health, Fri 20 Nov 2026 07:00 to Sat 21 Nov 2026 07:00: 95 new cases and 79 answered (the day before: 88 and 79); now 43 open, 6 late; busiest: Emergency department (42 new, 31 answered), Billing and insurance (23 new, 27 answered), Patient relations (18 new, 12 answered).");
    let seen = Seen::of(&picture);
    assert_eq!((seen.width, seen.height), (1200, 648));
    assert_eq!(seen.at(2, 2), PAPER);
    let (new, answered) = (LINES as u32 + 14, LINES as u32 + 38);
    let (long, short) = (seen.run(new, NEW), seen.run(answered, ANSWERED));
    // 42 and 31 of 42, less the seams of their marks and the rounded ends.
    assert!(
        (515..=530).contains(&long) && (376..=392).contains(&short),
        "{long} {short}"
    );
    // The day before had 30: a dark mark within the bar, that many parts along it.
    assert_eq!(seen.at((BARS + LONGEST_BAR * 30.0 / 42.0) as u32, new), INK);
    assert_eq!(
        picture,
        digest(&counted, &directory).unwrap(),
        "the same bytes each time"
    );
}

#[test]
fn words_of_the_public_change_nothing() {
    let (mut counted, directory) = busy();
    let picture = digest(&counted, &directory).unwrap();
    counted.praise.clear();
    assert_eq!(picture, digest(&counted, &directory).unwrap());
}

#[test]
fn a_day_without_cases_is_a_picture_too() {
    let mut counted = counted(Vec::new());
    (counted.now, counted.before) = (Counts::default(), Counts::default());
    let picture = digest(&counted, &directory(&[])).unwrap();
    look("none", &picture);
    assert_snapshot!(picture.alt, @"Digest of Lakeshore Health, Fri 20 Nov 2026 07:00 to Sat 21 Nov 2026 07:00: no new cases and 0 answered (the day before: 0 and 0); now 0 open, 0 late.");
    assert_eq!(Seen::of(&picture).height, 318);
}

#[test]
fn one_department_alone_is_no_taller_than_it_has_to_be() {
    let counted = counted(vec![line("emergency", [1, 0, 0, 0, 1, 0])]);
    let picture = digest(&counted, &directory(&[])).unwrap();
    look("one", &picture);
    assert_snapshot!(picture.alt, @"Digest of Lakeshore Health, Fri 20 Nov 2026 07:00 to Sat 21 Nov 2026 07:00: one new case and 0 answered (the day before: 0 and 0); now 1 open, 0 late; busiest: emergency (1 new, 0 answered).");
    assert_eq!(Seen::of(&picture).height, 388);
}

#[test]
fn of_sixty_departments_the_busiest_have_bars_and_the_rest_are_summed() {
    let counted = many(60, 1);
    let picture = digest(&counted, &directory(&[])).unwrap();
    look("many", &picture);
    let seen = Seen::of(&picture);
    assert!(seen.height <= 900, "{}", seen.height);
    let (lines, rest) = split(&counted);
    let rest = rest.unwrap();
    assert_eq!(
        (lines.len(), rest.departments, rest.sum.new),
        (15, 45, 45 * 46 / 2)
    );
    let sixteen = many(16, 1);
    assert!(split(&sixteen).1.is_none(), "one alone is no rest");
    let full = digest(&sixteen, &directory(&[])).unwrap();
    look("sixteen", &full);
}

#[test]
fn numbers_of_any_size_have_room() {
    let biggest = i64::MAX;
    let mut counted = many(40, 123_456_789);
    counted.departments[0] = line("huge", [biggest; 6]);
    counted.departments[1] = line("negative", [-1, i64::MIN, -5, 0, -2, -3]);
    (counted.now.new, counted.open) = (biggest, biggest);
    counted.now.median_answer_seconds = Some(f64::MAX);
    counted.departments[30].new = biggest;
    counted.departments[31].new = biggest;
    let picture = digest(&counted, &directory(&[])).unwrap();
    look("huge", &picture);
    assert!(Seen::of(&picture).height <= 900);
}

#[test]
fn titles_are_cut_and_those_in_other_letters_go_by_their_name() {
    let long = "Interventional cardiology, ".repeat(10);
    let mut directory = directory(&[("heart", &long), ("emergency", "急诊科")]);
    directory.organisation =
        "Lakeshore and North Shore United Community Health System of the Great Lakes ".repeat(3);
    let counted = counted(vec![
        line("heart", [3, 2, 2, 2, 1, 0]),
        line("emergency", [2, 2, 2, 2, 1, 0]),
    ]);
    let picture = digest(&counted, &directory).unwrap();
    look("long", &picture);
    assert!(picture.alt.chars().count() < 600, "{}", picture.alt);
    assert!(picture.alt.contains("急诊科"), "those who hear it hear the title");
}

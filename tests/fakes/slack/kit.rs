//! Block Kit as tables: each block and element with its keys and limits.

use super::shapes::{Shape, Want};
use Want::{Any, Element, Elements, Fields, Flag, Link, OneOf, Options, Picture, Plain, Str, Text};

type Keys = &'static [(&'static str, Want)];

const BUTTONS: &[&str] = &[
    "button",
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "timepicker",
    "overflow",
    "radio_buttons",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
];
const INPUTS: &[&str] = &[
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "datetimepicker",
    "timepicker",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
];
const BESIDE: &[&str] = &[
    "button",
    "image",
    "checkboxes",
    "datepicker",
    "timepicker",
    "overflow",
    "radio_buttons",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
];

/// What a message shows.
pub const IN_MESSAGE: &[&str] = &[
    "section",
    "divider",
    "image",
    "actions",
    "context",
    "header",
    "input",
    "rich_text",
    "markdown",
    "video",
];
/// What a form or the home tab shows.
pub const IN_VIEW: &[&str] = &[
    "section",
    "divider",
    "image",
    "actions",
    "context",
    "header",
    "input",
    "rich_text",
    "video",
];

/// Parts of a rich text that hold pieces.
pub const RICH_PARTS: &[&str] = &[
    "rich_text_section",
    "rich_text_list",
    "rich_text_quote",
    "rich_text_preformatted",
];
/// Pieces of a rich text.
pub const RICH_PIECES: &[&str] = &[
    "text",
    "link",
    "user",
    "usergroup",
    "channel",
    "broadcast",
    "emoji",
    "date",
    "color",
    "team",
];

pub(super) const fn shape(name: &'static str, must: Keys, may: Keys) -> Shape {
    Shape {
        name,
        must,
        may,
        either: &[],
    }
}

/// Every block.
pub const BLOCKS: &[&Shape] = &[
    &Shape {
        name: "section",
        must: &[],
        may: &[
            ("text", Text(3000)),
            ("fields", Fields),
            ("accessory", Element(BESIDE)),
            ("expand", Flag),
        ],
        either: &["text", "fields"],
    },
    &shape("divider", &[], &[]),
    &Shape {
        name: "image",
        must: &[("alt_text", Str(2000))],
        may: &[
            ("image_url", Picture),
            ("slack_file", Any),
            ("title", Plain(2000)),
        ],
        either: &["image_url", "slack_file"],
    },
    &shape("actions", &[("elements", Elements(25, BUTTONS))], &[]),
    &shape(
        "context",
        &[("elements", Elements(10, &["image", "plain_text", "mrkdwn"]))],
        &[],
    ),
    &shape("header", &[("text", Plain(150))], &[]),
    &shape(
        "input",
        &[("label", Plain(2000)), ("element", Element(INPUTS))],
        &[
            ("hint", Plain(2000)),
            ("optional", Flag),
            ("dispatch_action", Flag),
        ],
    ),
    &shape("rich_text", &[("elements", Want::Rich)], &[]),
    &shape("markdown", &[("text", Str(12_000))], &[]),
    &shape(
        "video",
        &[
            ("alt_text", Str(2000)),
            ("title", Plain(200)),
            ("thumbnail_url", Picture),
            ("video_url", Picture),
        ],
        &[
            ("author_name", Str(50)),
            ("description", Plain(200)),
            ("title_url", Link(3000)),
        ],
    ),
];

/// Asks once more before a button does what it says.
pub const CONFIRM: Shape = shape(
    "confirm",
    &[
        ("title", Plain(100)),
        ("text", Text(300)),
        ("confirm", Plain(30)),
        ("deny", Plain(30)),
    ],
    &[("style", OneOf(&["primary", "danger"]))],
);
/// One thing to choose.
pub const OPTION: Shape = shape(
    "option",
    &[("text", Text(75)), ("value", Str(150))],
    &[("description", Text(75)), ("url", Link(3000))],
);
/// Options under a heading.
pub const GROUP: Shape = shape(
    "option_group",
    &[("label", Plain(75)), ("options", Options(1, 100))],
    &[],
);

//! Block Kit as tables: each element with its keys and limits.

use super::kit::{CONFIRM, OPTION, shape};
use super::shapes::{Shape, Want};
use Want::{Any, Flag, Groups, Link, Object, OneOf, Options, Picture, Plain, Str, Whole};

const PLACEHOLDER: (&str, Want) = ("placeholder", Plain(150));
const ASK: (&str, Want) = ("confirm", Object(&CONFIRM));
const FOCUS: (&str, Want) = ("focus_on_load", Flag);
const SEVERAL: (&str, Want) = ("max_selected_items", Whole(1, 100));

/// Every element.
pub const ELEMENTS: &[&Shape] = &[
    &shape(
        "button",
        &[("text", Plain(75))],
        &[
            ("url", Link(3000)),
            ("value", Str(2000)),
            ("style", OneOf(&["primary", "danger"])),
            ASK,
            ("accessibility_label", Str(75)),
        ],
    ),
    &Shape {
        name: "image",
        must: &[("alt_text", Str(2000))],
        may: &[("image_url", Picture), ("slack_file", Any)],
        either: &["image_url", "slack_file"],
    },
    &shape("overflow", &[("options", Options(2, 5))], &[ASK]),
    &shape(
        "checkboxes",
        &[("options", Options(1, 10))],
        &[("initial_options", Any), ASK, FOCUS],
    ),
    &shape(
        "radio_buttons",
        &[("options", Options(1, 10))],
        &[("initial_option", Any), ASK, FOCUS],
    ),
    &Shape {
        name: "static_select",
        must: &[],
        may: &[
            PLACEHOLDER,
            ASK,
            FOCUS,
            ("options", Options(1, 100)),
            ("option_groups", Groups),
            ("initial_option", Any),
        ],
        either: &["options", "option_groups"],
    },
    &Shape {
        name: "multi_static_select",
        must: &[],
        may: &[
            PLACEHOLDER,
            ASK,
            FOCUS,
            SEVERAL,
            ("options", Options(1, 100)),
            ("option_groups", Groups),
            ("initial_options", Any),
        ],
        either: &["options", "option_groups"],
    },
    &shape(
        "external_select",
        &[],
        &[
            PLACEHOLDER,
            ASK,
            FOCUS,
            ("initial_option", Object(&OPTION)),
            ("min_query_length", Whole(0, 3000)),
        ],
    ),
    &shape(
        "multi_external_select",
        &[],
        &[
            PLACEHOLDER,
            ASK,
            FOCUS,
            SEVERAL,
            ("initial_options", Any),
            ("min_query_length", Whole(0, 3000)),
        ],
    ),
    &shape(
        "users_select",
        &[],
        &[PLACEHOLDER, ASK, FOCUS, ("initial_user", Str(255))],
    ),
    &shape(
        "multi_users_select",
        &[],
        &[PLACEHOLDER, ASK, FOCUS, SEVERAL, ("initial_users", Any)],
    ),
    &shape(
        "channels_select",
        &[],
        &[
            PLACEHOLDER,
            ASK,
            FOCUS,
            ("initial_channel", Str(255)),
            ("response_url_enabled", Flag),
        ],
    ),
    &shape(
        "multi_channels_select",
        &[],
        &[PLACEHOLDER, ASK, FOCUS, SEVERAL, ("initial_channels", Any)],
    ),
    &shape(
        "conversations_select",
        &[],
        &[
            PLACEHOLDER,
            ASK,
            FOCUS,
            ("initial_conversation", Str(255)),
            ("response_url_enabled", Flag),
            ("default_to_current_conversation", Flag),
            ("filter", Any),
        ],
    ),
    &shape(
        "multi_conversations_select",
        &[],
        &[
            PLACEHOLDER,
            ASK,
            FOCUS,
            SEVERAL,
            ("initial_conversations", Any),
            ("default_to_current_conversation", Flag),
            ("filter", Any),
        ],
    ),
    &shape(
        "datepicker",
        &[],
        &[PLACEHOLDER, ASK, FOCUS, ("initial_date", Str(10))],
    ),
    &shape(
        "timepicker",
        &[],
        &[
            PLACEHOLDER,
            ASK,
            FOCUS,
            ("initial_time", Str(5)),
            ("timezone", Str(255)),
        ],
    ),
    &shape(
        "datetimepicker",
        &[],
        &[ASK, FOCUS, ("initial_date_time", Whole(0, 9_999_999_999))],
    ),
    &shape(
        "plain_text_input",
        &[],
        &[
            PLACEHOLDER,
            FOCUS,
            ("initial_value", Str(3000)),
            ("multiline", Flag),
            ("min_length", Whole(0, 3000)),
            ("max_length", Whole(1, 3000)),
            ("dispatch_action_config", Any),
        ],
    ),
    &shape(
        "number_input",
        &[("is_decimal_allowed", Flag)],
        &[
            PLACEHOLDER,
            FOCUS,
            ("initial_value", Str(255)),
            ("min_value", Str(255)),
            ("max_value", Str(255)),
            ("dispatch_action_config", Any),
        ],
    ),
    &shape(
        "email_text_input",
        &[],
        &[
            PLACEHOLDER,
            FOCUS,
            ("initial_value", Str(3000)),
            ("dispatch_action_config", Any),
        ],
    ),
    &shape(
        "url_text_input",
        &[],
        &[
            PLACEHOLDER,
            FOCUS,
            ("initial_value", Str(3000)),
            ("dispatch_action_config", Any),
        ],
    ),
    &shape(
        "rich_text_input",
        &[],
        &[
            PLACEHOLDER,
            FOCUS,
            ("initial_value", Any),
            ("dispatch_action_config", Any),
        ],
    ),
    &shape(
        "file_input",
        &[],
        &[("filetypes", Any), ("max_files", Whole(1, 10))],
    ),
];

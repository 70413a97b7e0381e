//! What Discord sends through its gateway: commands, completion, buttons, menus, forms.

use super::clerk::Echo;
use super::{house, loopback};
use commands::Names;
use liaison::chat::discord::{Discord, Settings, fuzz};
use liaison::domain::{Clock, Sight, Timestamp};
use serde_json::Value;
use std::sync::{Arc, LazyLock};
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime can be made")
});
static DISCORD: LazyLock<Arc<Discord>> = LazyLock::new(|| {
    let settings = Settings {
        token: "t".into(),
        guild: 5,
        api_url: Some(loopback::open(answered).parse().expect("an address")),
        sight: Sight::Full,
        names: Names::default(),
    };
    let clerk = Arc::new(Echo(Arc::new(house::directory())));
    let clock = Clock::manual(Timestamp::from_timestamp(1_790_000_000, 0).expect("a time"));
    Arc::new(Discord::new(settings, clerk, clock).expect("the settings are sound"))
});

/// Any interaction.
pub fn check(data: &[u8]) {
    if let Ok(told) = serde_json::from_slice(data) {
        RUNTIME.block_on(fuzz::heard(&DISCORD, &told));
    }
}

/// An answer is one that Discord takes, and wakes nobody.
fn answered(said: &Value) {
    let message = if said["data"].is_object() {
        &said["data"]
    } else {
        said
    };
    let content = message["content"].as_str().unwrap_or_default();
    assert!(content.encode_utf16().count() <= 2_000, "{content}");
    let choices = message["choices"].as_array().map_or(0, Vec::len);
    assert!(choices <= 25, "{choices} choices");
    if message["content"].is_string() {
        assert_eq!(
            message["allowed_mentions"]["parse"],
            Value::Array(Vec::new()),
            "{said}"
        );
    }
}

//! Words that carry the build of a sentence, in English and Spanish, and say
//! nothing of what it is about. Lower case.

use std::collections::HashSet;
use std::sync::LazyLock;

static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let words = "a an the this that these those it its i we our us you your he she they his him her their them my me \
         yours theirs ours is was were are be been has have had do does did will would can could should may might \
         must not no never dont didnt cant wont isnt wasnt and or but so because if when while after before since \
         until at on in for from to with of by about as into out up off back over here there now today again also \
         just only already still once always ever every any all both each another other next last first what \
         which who how why where weve youve hes shes theyre re ll d im ive lo la le les se su sus tu usted \
         nuestro nuestra que de en el los las un una y o si ya por para con es fue era esta estan ha han hemos \
         puede pueden";
    words.split(' ').collect()
});

/// Whether the word is one.
pub(super) fn is_function_word(word: &str) -> bool {
    WORDS.contains(word)
}

/// Whether any of these words says what a text is about.
pub(super) fn tell_something(words: &str) -> bool {
    words.split_whitespace().any(|word| !is_function_word(word))
}

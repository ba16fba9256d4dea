//! How a list is kept: it comes back, and whatever is kept is a list.

use interleave::app::lists::label;
use interleave::formats::kept::{KeptList, read, write};
use proptest::prelude::*;

use crate::arbitrary::cases;

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_is_kept_comes_back(name in "\\PC{0,20}", text in "(\\PC|\n|\r){0,80}", edited_ms in any::<u64>()) {
        let list = KeptList { name, text, edited_ms };
        prop_assert_eq!(read(&write(&list)), list);
    }

    #[test]
    fn whatever_is_kept_is_a_list(value in "(interleave-list 1 )?[0-9]{0,3}(\\PC|\n){0,40}") {
        let list = read(&value);
        prop_assert!(value.ends_with(&list.text));
        prop_assert!(label(&list.name, &list.text).chars().count() <= 61);
    }
}

//! Which of the runs that this browser keeps stay, and which go.

use interleave::app::files::archive::{Key, ListId, MOST_BYTES, MOST_LISTS, change, of_list};
use interleave::engine::Model;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::cases;

fn key() -> impl Strategy<Value = Key> {
    let model = (0..3_usize).prop_map(|model| Model::ALL[model]);
    (0..130_u64, model, 0..3_u64, 0..4_u32, 0..1_000_u64, 0..MOST_BYTES / 40).prop_map(
        |(list, model, press_ms, attempt, at_ms, bytes)| Key {
            list: ListId(list),
            model,
            press_ms,
            attempt,
            at_ms,
            bytes,
        },
    )
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn keys_come_back(key in key()) {
        prop_assert_eq!(Key::read(&key.text()), Some(key));
    }

    #[test]
    fn nothing_else_is_a_key(text in "[0-9a-f ]{0,30}(async )?[0-9 ]{0,30}") {
        if let Some(key) = Key::read(&text) {
            prop_assert_eq!(Key::read(&key.text()), Some(key));
        }
    }

    #[test]
    fn the_archive_stays_within_its_limits_and_the_oldest_lists_go(
        known in vec(key(), 0..200), press_ms in 5..9_u64, sizes in vec(0..MOST_BYTES / 2, 1..4), pinned in vec(0..130_u64, 0..4),
    ) {
        let own = ListId(7);
        let new: Vec<Key> = (0..).zip(&sizes).map(|(attempt, bytes)| Key {
            list: own, model: Model::Async, press_ms, attempt, at_ms: 2_000, bytes: *bytes,
        }).collect();
        let pinned: Vec<ListId> = pinned.into_iter().map(ListId).collect();
        let change = change(&known, &new, &pinned);
        let stays = |key: &&Key| !change.out.contains(key);
        let comes = |(key, comes_in): (&Key, &bool)| comes_in.then_some(*key);
        let after: Vec<Key> =
            known.iter().filter(stays).copied().chain(new.iter().zip(&change.comes_in).filter_map(comes)).collect();
        prop_assert!(after.iter().map(|key| key.bytes).sum::<u64>() <= MOST_BYTES.max(
            // What the list had before was within the limit when it came.
            known.iter().filter(|key| key.list == own).map(|key| key.bytes).sum()
        ));
        prop_assert!(change.lists(&known, &new).len() <= MOST_LISTS);
        prop_assert!(!after.iter().any(|key| key.list == own && key.model == Model::Async && key.press_ms != press_ms));
        // Whole lists go, and no older one stays in place of a newer one.
        // Nor does one go that is pinned, as long as another could.
        let latest = |list: ListId| {
            let at_ms = known.iter().filter(|key| key.list == list).map(|key| key.at_ms).max().unwrap();
            (pinned.contains(&list), at_ms)
        };
        let gone: Vec<ListId> = change.out.iter().map(|key| key.list).filter(|list| *list != own).collect();
        for key in known.iter().filter(stays).filter(|key| key.list != own) {
            prop_assert!(!gone.contains(&key.list));
            prop_assert!(gone.iter().all(|gone| latest(*gone) <= latest(key.list)));
        }
        // Nobody is turned away while there is room.
        if new.iter().map(|key| key.bytes).sum::<u64>() + known.iter().map(|key| key.bytes).sum::<u64>() <= MOST_BYTES {
            prop_assert_eq!(change.left_out(), 0);
        }
    }

    #[test]
    fn of_a_list_the_latest_press_of_each_model_is_found(known in vec(key(), 0..60)) {
        for list in (0..130).map(ListId) {
            let found = of_list(&known, list);
            prop_assert!(found.iter().all(|key| key.list == list));
            prop_assert!(found.is_sorted_by_key(|key| (key.model, key.attempt)));
            for model in Model::ALL {
                let presses = |keys: &[Key]| -> Vec<u64> {
                    keys.iter().filter(|key| key.list == list && key.model == model).map(|key| key.press_ms).collect()
                };
                let latest = presses(&known).into_iter().max();
                prop_assert!(presses(&found).iter().all(|press_ms| Some(*press_ms) == latest));
                prop_assert_eq!(presses(&found).is_empty(), latest.is_none());
            }
        }
    }
}

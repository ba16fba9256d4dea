//! Sentences: what is said of the facts that other modules find. They are made here alone, so that another language is
//! another folder beside `en`, and whoever finds a fact can count and compare it.

mod en;

pub use en::attempts::{
    agreement, change, fastest, found_in, latencies, latencies_are, left_out, medians, orders, outlier, spread,
    spread_of,
};
pub use en::editing::{name_is_taken, new_name_of, offered};
pub use en::expected::{one_order, too_large_to_expect};
pub use en::figures::meaning;
pub use en::files::{
    a_second_time, file_error, foreign_figures, foreign_parts, guessed_letters, import_error, link_error,
    no_room_for_runs, of_another_machine, read_error, runs_not_kept, unfit,
};
pub use en::findings::finding;
pub use en::grammar::{as_sentence, level};
pub use en::hints;
pub use en::lessons::{answer, expected_answer, question};
pub use en::links::{
    came_with_link, foreign_models, foreign_options, link_made, link_not_opened, link_not_read_again, no_example,
    no_models,
};
pub use en::lists::{before, both_kept, lists_with_runs, no_task_found, not_kept, taken_in, tasks_found, why_pin};
pub use en::models::{about_behind, behind, default_size_reason, model_summary, no_pool_size, no_size_yet, workers};
pub use en::notes::note;
pub use en::opening::{
    ANSWERED_SOMETHING_ELSE, file_refused, files_opened, first_files, not_written, reading, reading_failed, writing,
    writing_failed,
};
pub use en::orders;
pub use en::places::{kept, machine, only_tasks_with, recorded, recorded_from, source};
pub use en::problem_text::ProblemText;
pub use en::problems::problem;
pub use en::programs::unsaid;
pub use en::refusals::{refusal, shown_instead};
pub use en::repeats::{
    ATTEMPTS, WHY_REPEAT, attempt_name, attempt_under_way, has_run_repeatedly, runs_repeatedly, spans_not_kept,
};
pub use en::runs::{
    broke_off, ended, file_is_open, guess_beside, is_running, no_time, nothing_happens, running, shared_colors, summary,
};
pub use en::spans::{WHY_LEFT, left_lines, left_sentence, span_lines, span_sentence, step_text};
pub use en::stuck::expected_stuck;
pub use en::troubles::{decode_error, trouble};
pub use en::what_if;
pub use en::why::{CRITICAL_PATH, PartText, part_meaning, part_texts, went_to};

//! What Seatwise promises, one file per promise, against simulated distributors over real HTTP.
//!
//! Everything between a configuration file and a DuckDB file is real: the HTTP stack, the WebAssembly
//! plugins, the staging file, the merge. Time is injected, so no test waits for a vendor's minute.
//!
//! Tests that kill processes watch them through `/proc`; they are for Linux.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod browser;
mod command;
mod contents;
mod guests;
#[cfg(target_os = "linux")]
mod halves;
#[cfg(target_os = "linux")]
mod kills;
mod log;
mod matching;
#[cfg(target_os = "linux")]
mod place;
#[cfg(target_os = "linux")]
mod process;
mod rig;
mod seeds;
mod spoiled;
mod troubles;
mod wasm;
mod webdriver;

mod a_connection_is_set_up;
mod backups_are_restored;
mod bad_hosts_are_named;
mod bad_rows_of_sherweb_are_set_apart;
mod bad_rows_of_streamone_are_set_apart;
mod days_are_the_operators;
mod faults_are_survived;
mod faults_stay_with_their_customer;
mod freshness_is_kept;
#[cfg(target_os = "linux")]
mod full_disks_are_survived;
mod guests_are_distrusted;
mod guests_are_limited;
mod history_is_kept;
#[cfg(target_os = "linux")]
mod kills_are_survived;
mod pages_work_in_a_browser;
mod pax8_is_synced;
mod plugins_are_refused;
mod plugins_are_trusted;
mod random_faults_are_survived;
#[cfg(target_os = "linux")]
mod readers_and_writers_get_along;
#[cfg(target_os = "linux")]
mod rotating_tokens_are_kept;
mod runs_resume;
mod schedules_are_printed;
mod secrets_stay_hidden;
mod sherweb_is_synced;
mod sherwebs_traps_are_known;
#[cfg(target_os = "linux")]
mod signals_end_it;
mod strange_files_are_compiled_apart;
mod synnex_is_synced;
mod the_browser_is_watched;
mod the_command_line;
mod the_doctor_knows;
mod the_documents_hold_together;
mod the_gateway_is_between;
mod the_host_knows_no_distributor;
mod the_money_is_exported;
mod the_money_is_found;
mod the_pace_is_kept;
mod the_psa_is_imported;

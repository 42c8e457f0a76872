//! RAI, a register of interinstitutional agreements: what a country's bodies concluded with foreign counterparts.
//!
//! Two doors, the rooms behind them, the foundations below. A request goes downwards only: a door translates, a room decides,
//! the foundations keep. Start reading at [`api`], whose route table fits on one screen, and follow `POST /agreements` to
//! [`agreements::create`].
//!
//! The doors:
//! - [`api`]: JSON over HTTP.
//! - [`web`]: pages, for people.
//! - [`cli`]: the commands of the program `rai`.
//! - [`http`]: what the doors share; [`http::problem`] is the only list of status codes.
//! - [`server`]: builds the server from its parts, for the commands and for the tests.
//!
//! The rooms, which hold the rules:
//! - [`agreements`]: what an agreement is, its draft, its term, its validity on a day, how it is found.
//! - [`procedure`]: how people move a case from draft to registered, one function for each move.
//! - [`documents`]: the texts of an agreement, each content kept once, its words read and found.
//! - [`bodies`]: the directory of parties, their names over time and their successors.
//! - [`catalogues`]: states, municipalities, countries, areas, kinds of instrument, organisations.
//! - [`export`]: selections written out, one file for each form.
//! - [`places`]: where a body is on the earth, as far as its record and its names tell, and never guessed.
//! - [`import`]: files of agreements, read, understood, reported on, entered.
//! - [`hand_over`]: what an office hands over to the next administration.
//! - [`search`]: the index of this node, by which lists, counts and exports are answered.
//! - [`suggestions`]: what somebody who has typed a few letters may be looking for.
//! - [`journal`]: one entry for every change, never altered.
//! - [`log`]: the journal as a tree of hashes, signed, so that outsiders can check that nothing was rewritten.
//! - [`certificate`]: what the register says of an agreement, with the proof that it does.
//! - [`verify`]: a certificate or a whole log, checked from outside with the public key alone.
//! - [`accounts`]: how people sign in: each account is a way to hold a token.
//! - [`tokens`] and [`access`]: who is calling, and the one place that says what they may see and do.
//! - [`idempotency`]: a thing asked for twice is done once.
//! - [`check`]: whether journal, tables and derived records agree.
//!
//! The foundations:
//! - [`db`]: the only code that knows there are two databases.
//! - [`clock`]: the only place that asks for the time and for identifiers.
//! - [`error`], [`fault`], [`content`], [`language`]: what can go wrong, in Spanish and English, all of it at once.
//! - [`partial_date`], [`folding`]: dates known to the day, month or year; words without accents and case.
//! - [`rule_set`]: the days on which offices are open, and the terms of each side.
//! - [`background`]: threads of the server's own, such as the one that keeps the index current.
//! - [`config`], [`web_address`]: everything the environment may set.
//! - [`tls`]: the cryptography of connections to other servers.

pub mod access;
pub mod accounts;
pub mod agreements;
pub mod api;
pub mod background;
pub mod bodies;
pub mod catalogues;
pub mod certificate;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod content;
pub mod db;
pub mod documents;
pub mod error;
pub mod export;
pub mod fault;
pub mod folding;
pub mod hand_over;
pub mod http;
pub mod idempotency;
pub mod import;
pub mod journal;
pub mod language;
pub mod log;
pub mod partial_date;
pub mod places;
pub mod procedure;
pub mod rule_set;
pub mod search;
pub mod server;
pub mod suggestions;
pub mod tls;
pub mod tokens;
pub mod verify;
mod web;
pub mod web_address;

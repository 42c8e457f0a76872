//! Limits on guessing: how often somebody may try to sign in with one e-mail, and from one address of the network.
//!
//! A try is counted before it is looked at, so that many at once are no way around. Those of an e-mail are kept in the database:
//! starting the server anew forgets none, and several servers count together. It makes no difference whether there is such an account.

use std::net::{IpAddr, Ipv6Addr};

use diesel::prelude::*;
use quick_cache::sync::Cache;

use super::email;
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::db::schema::sign_in_tries;
use crate::error::Result;

/// So many wrong tries with an e-mail cost nothing; after that each one costs a wait, twice as long as the one before.
const FREE_TRIES: i32 = 5;
const LONGEST_WAIT: i64 = 15;
/// In minutes.
const FORGOTTEN_AFTER: i64 = 24 * 60;

/// Counts a try with an e-mail, unless it has to wait: then answers until when.
///
/// # Errors
/// What the database says.
pub fn count(conn: &mut DbConnection, folded: &str, now: Timestamp) -> Result<Option<Timestamp>> {
    let too_old = sign_in_tries::last_at.lt(now.plus_minutes(-FORGOTTEN_AFTER));
    diesel::delete(sign_in_tries::table.filter(too_old)).execute(conn)?;

    let hash = email::digest(folded);
    let before: Option<(i32, Option<Timestamp>)> = sign_in_tries::table
        .find(&hash)
        .select((sign_in_tries::tries, sign_in_tries::closed_until))
        .first(conn)
        .optional()?;
    if let Some(until) = before.and_then(|(_, until)| until).filter(|until| *until > now) {
        return Ok(Some(until));
    }
    let tries = before.map_or(1, |(tries, _)| tries.saturating_add(1));
    let counted = (
        sign_in_tries::tries.eq(tries),
        sign_in_tries::last_at.eq(now),
        sign_in_tries::closed_until.eq(wait_after(tries).map(|minutes| now.plus_minutes(minutes))),
    );
    if before.is_some() {
        diesel::update(sign_in_tries::table.find(&hash))
            .set(counted)
            .execute(conn)?;
    } else {
        diesel::insert_into(sign_in_tries::table)
            .values((sign_in_tries::email_hash.eq(&hash), counted))
            .execute(conn)?;
    }
    Ok(None)
}

/// In minutes, once so many tries were wrong.
fn wait_after(tries: i32) -> Option<i64> {
    let beyond = u32::try_from(tries - FREE_TRIES).ok()?;
    Some(
        2_i64
            .checked_pow(beyond)
            .map_or(LONGEST_WAIT, |minutes| minutes.min(LONGEST_WAIT)),
    )
}

/// Forgets the tries with an e-mail: somebody knew the password, or has a new one.
///
/// # Errors
/// What the database says.
pub fn forget(conn: &mut DbConnection, folded: &str) -> Result<()> {
    diesel::delete(sign_in_tries::table.find(email::digest(folded))).execute(conn)?;
    Ok(())
}

/// Tries from each address of the network, in the memory of this server.
pub struct Addresses(Cache<IpAddr, Tries>);

#[derive(Clone, Copy)]
struct Tries {
    count: u32,
    since: Timestamp,
}

/// A whole office may be behind one address.
const TRIES_OF_AN_ADDRESS: u32 = 60;
/// In minutes.
const SPELL: i64 = 15;
/// What is kept at most: somebody with more addresses than that is held up by the e-mails.
const ADDRESSES: usize = 50_000;

impl Default for Addresses {
    fn default() -> Self {
        Self(Cache::new(ADDRESSES))
    }
}

impl Addresses {
    /// Counts a try from an address, unless it has to wait: then answers until when.
    pub fn count(&self, from: IpAddr, now: Timestamp) -> Option<Timestamp> {
        let from = network(from);
        let before = self.0.get(&from).filter(|tries| now < tries.since.plus_minutes(SPELL));
        let Tries { count, since } = before.unwrap_or(Tries { count: 0, since: now });
        if count >= TRIES_OF_AN_ADDRESS {
            return Some(since.plus_minutes(SPELL));
        }
        let count = count + 1;
        self.0.insert(from, Tries { count, since });
        None
    }

    /// A try from an address was right, so it does not count.
    pub fn forgive(&self, from: IpAddr) {
        let from = network(from);
        if let Some(Tries { count, since }) = self.0.get(&from) {
            let count = count.saturating_sub(1);
            self.0.insert(from, Tries { count, since });
        }
    }
}

/// Whoever has one address of IPv6 has all that begin alike.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        Timestamp::parse(time).unwrap()
    }

    #[test]
    fn each_wrong_try_beyond_the_fifth_waits_twice_as_long() {
        let waits: Vec<_> = [1, 4, 5, 6, 7, 8, 9, 40, i32::MAX].map(wait_after).into();
        let minutes = [
            None,
            None,
            Some(1),
            Some(2),
            Some(4),
            Some(8),
            Some(15),
            Some(15),
            Some(15),
        ];
        assert_eq!(waits, minutes);
    }

    #[test]
    fn an_address_waits_after_many_tries_and_the_others_do_not() {
        let addresses = Addresses::default();
        let (here, there): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let now = at("2026-11-22T18:00:00Z");
        for _ in 0..TRIES_OF_AN_ADDRESS {
            assert_eq!(addresses.count(here, now), None);
        }
        addresses.forgive(here);
        assert_eq!(addresses.count(here, at("2026-11-22T18:05:00Z")), None);
        assert_eq!(
            addresses.count(here, at("2026-11-22T18:05:00Z")),
            Some(at("2026-11-22T18:15:00Z"))
        );
        assert_eq!(
            addresses.count("::ffff:192.0.2.1".parse().unwrap(), now),
            Some(at("2026-11-22T18:15:00Z"))
        );
        assert_eq!(addresses.count(there, now), None);
        assert_eq!(addresses.count(here, at("2026-11-22T18:15:00Z")), None);
    }

    #[test]
    fn the_addresses_of_one_network_count_together() {
        let network_of = |text: &str| network(text.parse().unwrap());
        assert_eq!(network_of("2001:db8::1"), network_of("2001:db8::ffff:1"));
        assert_ne!(network_of("2001:db8::1"), network_of("2001:db8:0:1::1"));
    }
}

//! Limits on guessing: how often somebody may try to sign in with one e-mail, and from one address of the network.
//!
//! A try is counted before it is looked at, so that many at once are no way around. Those of an e-mail are kept in the database:
//! starting the server anew forgets none, and several servers count together. It makes no difference whether there is such an account.
//! Whoever guesses waits, and not the account's holder, who tries from another network.

use std::net::{IpAddr, Ipv6Addr};

use diesel::prelude::*;
use quick_cache::sync::Cache;

use super::{AccountId, email};
use crate::clock::Timestamp;
use crate::db::DbConnection;
use crate::db::schema::sign_in_tries;
use crate::error::Result;

/// In minutes.
const FORGOTTEN_AFTER: i64 = 24 * 60;

/// Tries that are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Of what they have in common.
    hash: Vec<u8>,
    /// So many wrong ones cost nothing; after that each one costs a wait, twice as long as the one before.
    free: i32,
    /// In minutes.
    longest_wait: i64,
}

impl Counted {
    /// Those with an e-mail from one network, for as long as the account has the password that it has.
    pub fn from_network(folded: &str, from: IpAddr, password_set_at: Option<Timestamp>) -> Self {
        let (network, since) = (network(from, 64), password_set_at.map(Timestamp::microseconds));
        Self::few(&format!("network {network} {since:?} {folded}"))
    }

    /// Those with an e-mail from everywhere. Very many networks may guess together, so these are held up too, but late and not for
    /// long: otherwise anybody could keep an account's holder out.
    pub fn from_everywhere(folded: &str) -> Self {
        Self {
            hash: email::digest(&format!("everywhere {folded}")),
            free: 200,
            longest_wait: 1,
        }
    }

    /// Those of somebody who is signed in and is to tell the present password.
    pub fn of_account(account: AccountId) -> Self {
        Self::few(&format!("account {account}"))
    }

    fn few(common: &str) -> Self {
        Self {
            hash: email::digest(common),
            free: 5,
            longest_wait: 15,
        }
    }

    /// In minutes, once so many tries were wrong.
    fn wait_after(&self, tries: i32) -> Option<i64> {
        let beyond = u32::try_from(tries - self.free).ok()?;
        Some(
            2_i64
                .checked_pow(beyond)
                .map_or(self.longest_wait, |minutes| minutes.min(self.longest_wait)),
        )
    }

    /// How many tries there were, and until when the next one waits.
    fn so_far(&self, conn: &mut DbConnection) -> Result<Option<(i32, Option<Timestamp>)>> {
        Ok(sign_in_tries::table
            .find(&self.hash)
            .select((sign_in_tries::tries, sign_in_tries::closed_until))
            .first(conn)
            .optional()?)
    }

    fn add(&self, conn: &mut DbConnection, now: Timestamp) -> Result<()> {
        let before = self.so_far(conn)?;
        let tries = before.map_or(1, |(tries, _)| tries.saturating_add(1));
        let counted = (
            sign_in_tries::tries.eq(tries),
            sign_in_tries::last_at.eq(now),
            sign_in_tries::closed_until.eq(self.wait_after(tries).map(|minutes| now.plus_minutes(minutes))),
        );
        if before.is_some() {
            diesel::update(sign_in_tries::table.find(&self.hash))
                .set(counted)
                .execute(conn)?;
        } else {
            diesel::insert_into(sign_in_tries::table)
                .values((sign_in_tries::email_hash.eq(&self.hash), counted))
                .execute(conn)?;
        }
        Ok(())
    }
}

/// Counts a try in all that it belongs to, unless it has to wait for one of them: then answers until when, and counts it nowhere.
///
/// # Errors
/// What the database says.
pub fn count(conn: &mut DbConnection, of: &[Counted], now: Timestamp) -> Result<Option<Timestamp>> {
    let too_old = sign_in_tries::last_at.lt(now.plus_minutes(-FORGOTTEN_AFTER));
    diesel::delete(sign_in_tries::table.filter(too_old)).execute(conn)?;
    for counted in of {
        let until = counted.so_far(conn)?.and_then(|(_, until)| until);
        if let Some(until) = until.filter(|until| *until > now) {
            return Ok(Some(until));
        }
    }
    for counted in of {
        counted.add(conn, now)?;
    }
    Ok(None)
}

/// Forgets tries: somebody knew the password, or has a new one.
///
/// # Errors
/// What the database says.
pub fn forget(conn: &mut DbConnection, of: &[Counted]) -> Result<()> {
    for counted in of {
        diesel::delete(sign_in_tries::table.find(&counted.hash)).execute(conn)?;
    }
    Ok(())
}

/// Tries from each network, in the memory of this server.
pub struct Addresses(Cache<Network, Tries>);

/// The addresses that begin alike, and in how many bits.
type Network = (IpAddr, u32);

#[derive(Clone, Copy)]
struct Tries {
    count: u32,
    since: Timestamp,
}

/// A whole office may be behind one address.
const TRIES_OF_AN_ADDRESS: u32 = 60;
/// And several behind what a provider gives one customer of IPv6.
const TRIES_OF_A_SITE: u32 = 240;
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
        let counts = networks(from).map(|(network, most)| (network, most, self.so_far(network, now)));
        let closed = counts.iter().find(|(_, most, tries)| tries.count >= *most);
        if let Some((_, _, tries)) = closed {
            return Some(tries.since.plus_minutes(SPELL));
        }
        for (network, _, Tries { count, since }) in counts {
            let count = count + 1;
            self.0.insert(network, Tries { count, since });
        }
        None
    }

    fn so_far(&self, network: Network, now: Timestamp) -> Tries {
        let before = self.0.get(&network);
        let before = before.filter(|tries| now < tries.since.plus_minutes(SPELL));
        before.unwrap_or(Tries { count: 0, since: now })
    }

    /// A try from an address was right, so it does not count.
    pub fn forgive(&self, from: IpAddr) {
        for (network, _) in networks(from) {
            if let Some(Tries { count, since }) = self.0.get(&network) {
                let count = count.saturating_sub(1);
                self.0.insert(network, Tries { count, since });
            }
        }
    }
}

/// The networks that an address counts for, each with its limit.
fn networks(address: IpAddr) -> [(Network, u32); 2] {
    [(64, TRIES_OF_AN_ADDRESS), (48, TRIES_OF_A_SITE)].map(|(bits, most)| ((network(address, bits), bits), most))
}

/// Whoever has one address of IPv6 has all that begin with the same bits; one of IPv4 is its own.
fn network(address: IpAddr, bits: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - bits))).into(),
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
        let counted = Counted::few("x");
        let waits: Vec<_> = [1, 4, 5, 6, 7, 8, 9, 40, i32::MAX]
            .map(|tries| counted.wait_after(tries))
            .into();
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
    fn an_e_mail_waits_late_and_not_for_long_when_all_the_world_guesses() {
        let counted = Counted::from_everywhere("ana@irapuato.gob.mx");
        let waits = [199, 200, 201, i32::MAX].map(|tries| counted.wait_after(tries));
        assert_eq!(waits, [None, Some(1), Some(1), Some(1)]);
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
        let network_of = |text: &str| network(text.parse().unwrap(), 64);
        assert_eq!(network_of("2001:db8::1"), network_of("2001:db8::ffff:1"));
        assert_ne!(network_of("2001:db8::1"), network_of("2001:db8:0:1::1"));
        assert_ne!(network_of("192.0.2.1"), network_of("192.0.2.2"));
    }

    #[test]
    fn the_networks_of_one_site_count_together_too() {
        let (addresses, now) = (Addresses::default(), at("2026-11-22T18:00:00Z"));
        let count = |number: u32| addresses.count(format!("2001:db8:0:{number:x}::1").parse().unwrap(), now);
        assert!((0..TRIES_OF_A_SITE).all(|number| count(number).is_none()));
        assert_eq!(count(TRIES_OF_A_SITE), Some(at("2026-11-22T18:15:00Z")));
        assert_eq!(addresses.count("2001:db8:1::1".parse().unwrap(), now), None);
    }
}

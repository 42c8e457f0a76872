//! Where a body of another country is, by its names.

use super::gazetteer::{Gazetteer, Region, Town};
use super::naming::{Named, Territory};
use super::{Located, LocatedBy, Position};
use crate::bodies::Level;

/// Towns of one name so near to each other, in kilometres, are one place on a map.
const NEAR: f64 = 25.0;

/// What lies around a town, in kilometres: its quarters, its municipality.
const AROUND: f64 = 50.0;

/// Where several towns have a name, the largest is meant when it is a city that many know …
const WELL_KNOWN: u32 = 50_000;
/// … and so many times as large as any other.
const TIMES_AS_LARGE: u32 = 5;

/// So many times as large must a town be to be meant by a name that it has in another language only, and another town as its own.
const OVERSHADOWS: u32 = 10;

const UNITED_STATES: &str = "US";

/// Where a body is; the first of its names that tells decides. `is_country` knows the folded names of the country itself.
pub fn locate<'a>(
    country: &str,
    level: Level,
    names: impl IntoIterator<Item = &'a str>,
    is_country: &dyn Fn(&str) -> bool,
) -> Option<Located> {
    let gazetteer = Gazetteer::get();
    match level {
        Level::International => None,
        Level::Federal => seat_of(gazetteer.country(country)?, LocatedBy::NationalCapital),
        Level::State | Level::Municipal | Level::Unknown => names.into_iter().find_map(|name| {
            let question = Question {
                gazetteer,
                is_country,
                country,
                named: Named::read(name),
            };
            question.answer(level)
        }),
    }
}

struct Question<'a> {
    gazetteer: &'static Gazetteer,
    is_country: &'a dyn Fn(&str) -> bool,
    country: &'a str,
    named: Named,
}

impl Question<'_> {
    fn answer(&self, level: Level) -> Option<Located> {
        match (self.named.territory, level) {
            (Some(Territory::County), _) => self.county(),
            (Some(Territory::Town), Level::State) => self.region().or_else(|| self.town()),
            (Some(Territory::Region), _) | (_, Level::State) => self.region(),
            (_, Level::Municipal) | (Some(Territory::Town), _) => self.town(),
            // A name alone: where a town and a region have it, the region's capital must be that town.
            (None, _) => match (self.town(), self.region()) {
                (Some(town), Some(region)) => {
                    Some(region).filter(|region| region.position.distance(town.position) < NEAR)
                }
                (Some(town), None) if self.regions_named().is_empty() => Some(town),
                (None, region) => region,
                (Some(_), None) => None,
            },
        }
    }

    fn regions_named(&self) -> Vec<&Region> {
        let found = self
            .named
            .forms
            .iter()
            .map(|form| self.gazetteer.regions(self.country, form));
        found
            .into_iter()
            .find(|regions| !regions.is_empty())
            .unwrap_or_default()
    }

    /// The seat of the only region of that name.
    fn region(&self) -> Option<Located> {
        match self.regions_named()[..] {
            [only] => seat_of(only, LocatedBy::StateCapital),
            _ => None,
        }
    }

    /// A county is where the only town of its name is. In the United States a town of a county's name is mostly elsewhere.
    fn county(&self) -> Option<Located> {
        if self.country == UNITED_STATES {
            return None;
        }
        match self.candidates()[..] {
            [(only, _)] => Some(self.located(only)),
            _ => None,
        }
    }

    fn town(&self) -> Option<Located> {
        let candidates = self.candidates();
        let chosen = match candidates[..] {
            [] => None,
            [(only, _)] => Some(only),
            // What stands beside the name and was not understood may be what tells them apart.
            _ if self.beside().not_understood => None,
            _ => clearly_meant(&candidates),
        };
        chosen.map(|town| self.located(town))
    }

    fn located(&self, town: &Town) -> Located {
        Located {
            position: town.position(),
            by: LocatedBy::City,
            place: self.gazetteer.label(town),
        }
    }

    /// The towns that can be meant, those near each other as one.
    fn candidates(&self) -> Vec<(&'static Town, bool)> {
        let beside = self.beside();
        let of_form = |form: &String| self.distinct(form, |town| beside.allows(town, self.gazetteer));
        let mut found: Vec<_> = self
            .named
            .forms
            .iter()
            .map(of_form)
            .filter(|found| !found.is_empty())
            .collect();
        // Places that nobody was counted in are often no more than a mark on a map.
        let counted = found
            .iter()
            .position(|found| found.iter().any(|(town, _)| town.population > 0));
        if !found.is_empty() {
            return found.swap_remove(counted.unwrap_or(0));
        }
        self.with_region_behind(&beside)
    }

    /// `springfield illinois`: the region without a comma before it.
    fn with_region_behind(&self, beside: &Beside<'_>) -> Vec<(&'static Town, bool)> {
        for form in &self.named.forms {
            for (gap, _) in form.match_indices(' ') {
                let behind = Beside {
                    regions: self.gazetteer.regions(self.country, &form[gap + 1..]),
                    ..Beside::default()
                };
                let allowed = |town: &Town| beside.allows(town, self.gazetteer) && behind.allows(town, self.gazetteer);
                let found = self.distinct(&form[..gap], allowed);
                if !behind.regions.is_empty() && !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }

    /// Whether a name is the town's own is told beside each.
    fn distinct(&self, name: &str, allowed: impl Fn(&Town) -> bool) -> Vec<(&'static Town, bool)> {
        let found = self.gazetteer.towns(self.country, name);
        let mut found: Vec<_> = found.filter(|(town, _)| allowed(town)).collect();
        // A quarter of a city is meant where no town is called so.
        if found.iter().any(|(town, own)| *own && !town.section) {
            found.retain(|(town, _)| !town.section);
        }
        found.sort_by_key(|(town, own)| (!own, std::cmp::Reverse(town.population)));
        let mut distinct: Vec<(&Town, bool)> = Vec::with_capacity(found.len());
        for (town, own) in found {
            let near = |other: &&Town| other.position().distance(town.position()) < NEAR;
            if !distinct.iter().any(|(other, _)| near(other)) {
                distinct.push((town, own));
            }
        }
        // A town that has the name from elsewhere only comes into question beside one of that name where it is far better known.
        let largest = distinct
            .iter()
            .filter(|(_, own)| *own)
            .map(|(town, _)| town.population)
            .max();
        if let Some(largest) = largest {
            let overshadows = |town: &Town| town.population / OVERSHADOWS >= largest.max(1_000);
            distinct.retain(|(town, own)| *own || overshadows(town));
        }
        distinct
    }

    fn beside(&self) -> Beside<'static> {
        let mut beside = Beside::default();
        for words in &self.named.beside {
            let regions = self.gazetteer.regions(self.country, words);
            let mut towns = self.gazetteer.towns(self.country, words).peekable();
            beside.not_understood |= regions.is_empty() && towns.peek().is_none() && !(self.is_country)(words);
            beside.towns.extend(towns.map(|(town, _)| town));
            beside.regions.extend(regions);
        }
        beside
    }
}

/// What stands beside a name: the regions and the towns it can be.
#[derive(Default)]
struct Beside<'a> {
    regions: Vec<&'a Region>,
    towns: Vec<&'a Town>,
    not_understood: bool,
}

impl Beside<'_> {
    /// Whether a town can be meant: it lies in one of the regions or around one of the towns, if there are any.
    fn allows(&self, town: &Town, gazetteer: &Gazetteer) -> bool {
        if self.regions.is_empty() && self.towns.is_empty() {
            return true;
        }
        let its = gazetteer.region_of(town);
        let in_region = self
            .regions
            .iter()
            .any(|region| its.is_some_and(|its| std::ptr::eq(its, *region)));
        let around = |other: &Town| other.position().distance(town.position()) < AROUND;
        in_region || (self.regions.is_empty() && self.towns.iter().any(|other| around(other)))
    }
}

/// The one of several towns that nobody would have to add anything to.
fn clearly_meant(candidates: &[(&'static Town, bool)]) -> Option<&'static Town> {
    let mut towns: Vec<&Town> = candidates.iter().map(|(town, _)| *town).collect();
    towns.sort_by_key(|town| std::cmp::Reverse(town.population));
    let (largest, next) = (towns.first()?, towns.get(1)?);
    let clear = largest.population >= WELL_KNOWN && largest.population / TIMES_AS_LARGE >= next.population;
    clear.then_some(*largest)
}

fn seat_of(region: &Region, by: LocatedBy) -> Option<Located> {
    let (place, position): &(String, Position) = region.seat.as_ref()?;
    Some(Located {
        position: *position,
        by,
        place: place.clone(),
    })
}

#[cfg(test)]
mod tests;

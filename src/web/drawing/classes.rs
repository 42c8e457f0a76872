//! Numbers parted into five classes whose limits people can say: 1 to 4, 5 to 9, 10 and more.

/// As many as can be told apart by lightness alone.
pub const CLASSES: usize = 5;

/// The least number of each class, rising.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes([u64; CLASSES]);

impl Classes {
    /// The classes for numbers up to one; there is none for nought.
    #[must_use]
    pub fn up_to(most: u64) -> Self {
        let mut least: [u64; CLASSES] = [1, 2, 5, 10, 20];
        for limit in limits().skip(CLASSES).take_while(|limit| *limit <= most) {
            least.rotate_left(1);
            least[CLASSES - 1] = limit;
        }
        // The first takes in all that is below the second.
        least[0] = 1;
        Self(least)
    }

    /// The class of a number, from 1 on; 0 for nought.
    #[must_use]
    pub fn of(&self, number: u64) -> usize {
        self.0.iter().filter(|least| **least <= number).count()
    }

    /// The numbers of each class: its least and, but for the last, its most.
    pub fn spans(&self) -> impl Iterator<Item = (u64, Option<u64>)> {
        let most = self.0.iter().skip(1).map(|next| Some(next - 1));
        self.0.iter().copied().zip(most.chain([None]))
    }
}

/// 1, 2, 5, 10, 20, 50 …
fn limits() -> impl Iterator<Item = u64> {
    (0..18).flat_map(|zeros| [1, 2, 5].map(|digit| digit * 10_u64.pow(zeros)))
}

/// The step of an axis from nought to at least a number, in three to six steps that people can count by.
#[must_use]
pub fn step_to(most: u64) -> u64 {
    limits().find(|step| step * 5 >= most).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_can_be_said() {
        assert_eq!(Classes::up_to(3).0, [1, 2, 5, 10, 20]);
        assert_eq!(Classes::up_to(22).0, [1, 2, 5, 10, 20]);
        assert_eq!(Classes::up_to(50).0, [1, 5, 10, 20, 50]);
        assert_eq!(Classes::up_to(3_499).0, [1, 200, 500, 1_000, 2_000]);
        let spans: Vec<_> = Classes::up_to(50).spans().collect();
        assert_eq!(
            spans,
            [(1, Some(4)), (5, Some(9)), (10, Some(19)), (20, Some(49)), (50, None)]
        );
    }

    #[test]
    fn a_number_is_in_the_class_that_says_so() {
        let classes = Classes::up_to(50);
        let of: Vec<_> = [0, 1, 4, 5, 19, 20, 49, 50, 99].map(|number| classes.of(number)).into();
        assert_eq!(of, [0, 1, 1, 2, 3, 4, 4, 5, 5]);
    }

    #[test]
    fn an_axis_has_three_to_six_steps() {
        for most in 3..5_000_u64 {
            let steps = most.div_ceil(step_to(most));
            assert!((3..=5).contains(&steps), "{most}: {steps} steps of {}", step_to(most));
        }
        assert_eq!((step_to(0), step_to(1), step_to(2)), (1, 1, 1));
    }
}

//! A limit that several claims share: each is met in proportion, in whole pence.

use crate::units::Money;

/// Fills `parts` with what each of `claims`, none negative, has of `amount`, which is not negative
/// either: the whole claims if it is enough for them, or else all of it in proportion to them.
///
/// Each part is rounded down, and each penny that is left goes to the claim that is highest for each
/// penny it would then have: claim / (part + 1), d'Hondt's highest averages. Between equals the lowest
/// of `ranks` has it, so that nothing depends on the order of the claims. With more to share no part is
/// lower, and where one claim rises no other part does.
pub(super) fn apportion(amount: Money, claims: &[Money], ranks: &[usize], parts: &mut Vec<Money>) {
    parts.clear();
    let total: Money = claims.iter().copied().sum();
    if total <= amount {
        parts.extend_from_slice(claims);
        return;
    }
    parts.extend(claims.iter().map(|claim| floor_of(amount, *claim, total)));
    let mut left = amount - parts.iter().copied().sum();
    while Money::ZERO < left {
        let next = (0..claims.len()).reduce(|best, other| {
            let price = |index: usize| i128::from(parts[index].pence() + 1);
            let (own, others) = (claims[best].pence(), claims[other].pence());
            let ahead = i128::from(others) * price(best);
            let behind = i128::from(own) * price(other);
            let is_next = ahead > behind || (ahead == behind && ranks[other] < ranks[best]);
            if is_next { other } else { best }
        });
        parts[next.expect("claims above what there is")] += PENNY;
        left -= PENNY;
    }
}

const PENNY: Money = Money::from_pence(1);

/// `amount × claim / total`, rounded down.
fn floor_of(amount: Money, claim: Money, total: Money) -> Money {
    let (amount, claim, total) = (amount.pence(), claim.pence(), total.pence());
    // Nearly always it fits, and a division of twice the length takes several times as long.
    Money::from_pence(match amount.checked_mul(claim) {
        Some(product) => product / total,
        None => i64::try_from(i128::from(amount) * i128::from(claim) / i128::from(total))
            .expect("no more than the claim"),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(amount: i64, claims: &[i64], ranks: &[usize]) -> Vec<i64> {
        let claims: Vec<Money> = claims.iter().copied().map(Money::from_pence).collect();
        let mut parts = Vec::new();
        apportion(Money::from_pence(amount), &claims, ranks, &mut parts);
        parts.into_iter().map(Money::pence).collect()
    }

    /// 10p among 6p, 6p and 2p: 4.29, 4.29 and 1.43 rounded down, and the penny left to the first of
    /// the two with 6 / 5 by rank.
    #[test]
    fn a_penny_that_is_left_goes_by_the_highest_average_and_then_by_rank() {
        assert_eq!(parts(10, &[6, 6, 2], &[0, 1, 2]), [5, 4, 1]);
        assert_eq!(parts(10, &[6, 6, 2], &[1, 0, 2]), [4, 5, 1]);
        assert_eq!(parts(20, &[6, 6, 2], &[0, 1, 2]), [6, 6, 2], "enough for all");
        assert_eq!(parts(0, &[6, 0], &[0, 1]), [0, 0]);
        let large = 9_000_000_000_000_000;
        assert_eq!(parts(large, &[large, large], &[0, 1]), [large / 2; 2]);
    }

    proptest! {
        /// All of it is shared, each part within a penny below its proportion at least and never above
        /// the claim; a penny more is one part's alone; a claim that rises costs the others, and never
        /// gains more than it rose; in another order the parts are the same.
        #[test]
        fn parts_are_fair(
            claims in prop::collection::vec(0_i64..50, 1..6),
            amount in 0_i64..120,
            which in any::<prop::sample::Index>(),
            more in 0_i64..9,
        ) {
            let ranks: Vec<usize> = (0..claims.len()).collect();
            let total: i64 = claims.iter().sum();
            let found = parts(amount, &claims, &ranks);
            prop_assert_eq!(found.iter().sum::<i64>(), amount.min(total));
            for (part, claim) in found.iter().zip(&claims) {
                prop_assert!(part <= claim && (total <= amount || amount * claim / total <= *part));
            }
            let richer = parts(amount + 1, &claims, &ranks);
            prop_assert!(found.iter().zip(&richer).all(|(less, more)| less <= more));
            let which = which.index(claims.len());
            let mut raised = claims.clone();
            raised[which] += more;
            for (index, (new, old)) in parts(amount, &raised, &ranks).iter().zip(&found).enumerate() {
                if index == which {
                    prop_assert!(old <= new && *new <= old + more);
                } else {
                    prop_assert!(new <= old);
                }
            }
            let turned = |list: &[i64]| list.iter().rev().copied().collect::<Vec<_>>();
            let ranks: Vec<usize> = ranks.into_iter().rev().collect();
            prop_assert_eq!(turned(&parts(amount, &turned(&claims), &ranks)), found);
        }
    }
}

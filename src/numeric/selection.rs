//! Choosing from many without a branch.

/// Keeps some, in their order. Everything is moved, so that no branch depends on what is kept: where
/// that is drawn at random, a processor could not predict it.
pub fn keep<T: Copy>(items: &mut Vec<T>, which: impl Fn(&T) -> bool) {
    let mut kept = 0;
    for index in 0..items.len() {
        let it = items[index];
        items[kept] = it;
        kept += usize::from(which(&it));
    }
    items.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_retain_would() {
        let mut kept: Vec<u32> = (0..100).collect();
        let mut retained = kept.clone();
        keep(&mut kept, |it| it % 3 == 1);
        retained.retain(|retained| retained % 3 == 1);
        assert_eq!(kept, retained);
    }
}

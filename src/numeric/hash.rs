//! Sixty-four-bit hashing for the addresses of random numbers.

/// The golden ratio in 64 bits, the increment of SplitMix64.
pub const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014), a bijection that mixes every bit.
#[inline]
pub const fn mix64(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// One step of a chain that hashes a list of words: order and position matter.
#[inline]
pub const fn chain(hash: u64, word: u64) -> u64 {
    mix64(mix64(hash.wrapping_add(GOLDEN)) ^ word.wrapping_mul(GOLDEN).wrapping_add(GOLDEN))
}

/// A hash of text, the same on every machine and in every version (FNV-1a, then mixed).
pub fn text(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix64(hash)
}

//! Laws of the library as a whole. One test program: it links once.

#![expect(clippy::disallowed_methods, reason = "what a test expects may be the system's logarithm")]

mod architecture;
mod beside;
mod by_hand;
mod changes;
mod common;
mod comparison;
mod contracts;
mod councils;
mod delivery;
mod dependencies;
mod docs;
mod edges;
mod evenly;
mod findings;
mod incentive;
mod investor;
mod irr;
mod laws;
mod levels;
mod oracles;
mod portfolio;
mod pricing;
mod pricing_investor;
mod quantiles;
mod requirements;
mod scenarios;
mod schema;
mod shipped;
mod stability;
mod tariff;
mod worlds;

#pragma once

#include "scan/random_farm.hpp"

namespace buildd::test {

// What floods are made of, and other jobs are not: a COPY archive and two PPAs, a series with chroots,
// sources.
constexpr int flood_copy = 31;
constexpr int flood_ppa = 32;
constexpr int other_flood_ppa = 33;
constexpr int flood_series = 103;
constexpr int flood_source = 311;
constexpr int flood_source_without_dsc = 312;

/// An archive with nothing against it.
[[nodiscard]] RandomFarm::Archive sound_archive(int id, int purpose);

/// Many jobs for one machine's class, before almost all others, with one thing in common that keeps them from
/// being started, or with nothing against them.
void add_flood(RandomFarm& farm, Dice& dice);

} // namespace buildd::test

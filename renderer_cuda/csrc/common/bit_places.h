// SPDX-License-Identifier: MIT
// Lists of places where something holds, nearly without a branch a place, since which ones cannot be foreseen.
#pragma once

#include <string.h>

#include "platform.h"

PS_NAMESPACE_BEGIN

// The places of the bits that are set in a byte, and how many there are.
struct BitPlaces {
  uint8_t places[256][8], counts[256];
};

constexpr BitPlaces bit_places() {
  BitPlaces table = {};
  for (int byte = 0; byte < 256; ++byte)
    for (uint8_t bit = 0; bit < 8; ++bit)
      if ((byte >> bit & 1) != 0) table.places[byte][table.counts[byte]++] = bit;
  return table;
}

constexpr BitPlaces kBitPlaces = bit_places();

// Eight bytes of 0 or 1, the first one the least significant, as the bits of a byte.
inline uint32_t as_bits(const uint8_t* flags) {
  uint64_t word;
  memcpy(&word, flags, sizeof(word));
  return uint32_t((word * 0x0102040810204080u) >> 56);
}

PS_NAMESPACE_END

// SPDX-License-Identifier: MIT
// The search for strange faces, compiled once per instruction set; see
// strip_simd.cpp on what may stand here. Nearly without a branch a pixel, since
// where faces end cannot be foreseen.
#include "../common/bit_places.h"
#include "../common/simd.h"
#include "strange_faces.h"

PS_NAMESPACE_BEGIN
namespace {

constexpr int32_t kBlock = 32;  // pixels that are compared at once
constexpr int32_t kPairs = 64;  // of faces, the same
static_assert(kBlock <= kColumnSlack, "columns are written in whole blocks");

inline uint8_t is_change(int32_t here, int32_t there) { return uint8_t((here != there) & ((here | there) >= 0)); }

inline bool is_background(const int32_t* here) {
  int32_t all = -1;
  PS_LANES
  for (int32_t k = 0; k < kBlock; ++k) all &= here[k];
  return all < 0;
}

// The columns at which pixels show another face than their neighbours.
int32_t find_changes(const FaceNeighbors& pixels, int32_t* columns) {
  int32_t changes = 0, first = 0;
  for (; first + kBlock <= pixels.count; first += kBlock) {
    const int32_t *const here = pixels.here + first, *const there = pixels.there + first;
    if (is_background(here)) continue;
    uint8_t flags[kBlock];
    PS_LANES
    for (int32_t k = 0; k < kBlock; ++k) flags[k] = is_change(here[k], there[k]);
    for (int32_t eight = 0; eight < kBlock; eight += 8) {
      const uint32_t bits = as_bits(flags + eight);
      for (int32_t k = 0; k < 8; ++k) columns[changes + k] = first + eight + kBitPlaces.places[bits][k];
      changes += kBitPlaces.counts[bits];
    }
  }
  for (; first < pixels.count; ++first) {
    columns[changes] = first;
    changes += is_change(pixels.here[first], pixels.there[first]);
  }
  return changes;
}

// The corners of pairs of faces side by side.
struct FacePairs {
  int32_t a[3][kPairs], b[3][kPairs];
};

// 1 or 0 for each pair; returns whether any is 1.
bool compare(const FacePairs& pairs, int32_t count, int32_t* is_strange) {
  int32_t any = 0;
  PS_LANES
  for (int32_t k = 0; k < count; ++k) {
    int32_t shared = 0;
    for (int corner = 0; corner < 3; ++corner)
      shared |= (pairs.a[corner][k] == pairs.b[0][k]) | (pairs.a[corner][k] == pairs.b[1][k]) |
                (pairs.a[corner][k] == pairs.b[2][k]);
    is_strange[k] = shared ^ 1;
    any |= is_strange[k];
  }
  return any != 0;
}

int32_t find_strange(const FaceNeighbors& pixels, const int32_t* faces, int32_t* columns) {
  const int32_t changes = find_changes(pixels, columns);
  int32_t strange = 0;
  FacePairs pairs;
  int32_t is_strange[kPairs];
  for (int32_t first = 0; first < changes; first += kPairs) {
    const int32_t count = changes - first < kPairs ? changes - first : kPairs;
    for (int32_t k = 0; k < count; ++k) {
      const int32_t* const face = faces + 3 * int64_t(pixels.here[columns[first + k]]);
      const int32_t* const other = faces + 3 * int64_t(pixels.there[columns[first + k]]);
      for (int corner = 0; corner < 3; ++corner) {
        pairs.a[corner][k] = face[corner];
        pairs.b[corner][k] = other[corner];
      }
    }
    if (!compare(pairs, count, is_strange)) continue;
    for (int32_t k = 0; k < count; ++k) {
      columns[strange] = columns[first + k];
      strange += is_strange[k];
    }
  }
  return strange;
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

extern const StrangeFaceKernels PS_JOIN(strange_face_kernels_, PS_ISA);
const StrangeFaceKernels PS_JOIN(strange_face_kernels_, PS_ISA) = {PS_ISA::find_strange};

}  // namespace photosculpture

// SPDX-License-Identifier: MIT
// For the sources that are compiled once per instruction set.
#pragma once

#define PS_JOIN_(a, b) a##b
#define PS_JOIN(a, b) PS_JOIN_(a, b)

// Keeps a loop over a few lanes in one piece, for the vectoriser: unrolled, it is not found again.
#if defined(__clang__)
#define PS_LANES _Pragma("clang loop vectorize(enable)")
#elif defined(__GNUC__)
#define PS_LANES _Pragma("GCC unroll 1")
#else
#define PS_LANES
#endif

// Memory that is read soon, a row of an image on: processors follow one row, but do not foresee the next.
#if defined(__GNUC__)
#define PS_PREFETCH(address) __builtin_prefetch(address)
#else
#define PS_PREFETCH(address) static_cast<void>(address)
#endif

namespace photosculpture {
constexpr int kLanes = 8;  // of a loop over edges
}

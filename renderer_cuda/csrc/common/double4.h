// SPDX-License-Identifier: MIT
// Four doubles that stay in registers: arrays of a few lanes are often taken apart again by the compiler.
#pragma once

#include <string.h>

#include "platform.h"

PS_NAMESPACE_BEGIN

#if defined(__GNUC__)

// Everything here is inlined: how older machines would hand it over does not matter.
#pragma GCC diagnostic ignored "-Wpsabi"

typedef double Double4 __attribute__((vector_size(32)));
typedef float Float4 __attribute__((vector_size(16)));

inline Double4 load4(const double* from) {
  Double4 value;
  memcpy(&value, from, sizeof(value));
  return value;
}
inline Double4 load4(const float* from) {
  Float4 value;
  memcpy(&value, from, sizeof(value));
  return __builtin_convertvector(value, Double4);
}
inline void store4(Double4 value, double* to) { memcpy(to, &value, sizeof(value)); }

#else

struct Double4 {
  double lanes[4];
};

inline Double4 operator+(Double4 a, Double4 b) {
  for (int k = 0; k < 4; ++k) a.lanes[k] += b.lanes[k];
  return a;
}
inline Double4 operator*(Double4 a, double b) {
  for (int k = 0; k < 4; ++k) a.lanes[k] *= b;
  return a;
}
template <class T>
Double4 load4(const T* from) {
  return {{double(from[0]), double(from[1]), double(from[2]), double(from[3])}};
}
inline void store4(Double4 value, double* to) {
  for (int k = 0; k < 4; ++k) to[k] = value.lanes[k];
}

#endif

PS_NAMESPACE_END

// SPDX-License-Identifier: MIT
// Which pixels of a row a piece of the outline can matter to.
#pragma once

#include "../common/vector2.h"

PS_NAMESPACE_BEGIN

template <class T>
struct ColumnRange {
  T low, high;
  // Keeps the x with low_bound <= slope * x + offset <= high_bound.
  PS_HD void keep(T slope, T offset, T low_bound, T high_bound) {
    if (slope > T(1e-6) || slope < T(-1e-6)) {
      const T a = (low_bound - offset) / slope, b = (high_bound - offset) / slope;
      low = max_of(low, min_of(a, b));
      high = min_of(high, max_of(a, b));
    } else if (offset < low_bound - T(1) || offset > high_bound + T(1)) {
      high = low - T(1);
    }
  }
};

PS_NAMESPACE_END

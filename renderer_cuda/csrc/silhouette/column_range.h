// SPDX-License-Identifier: MIT
// Which pixels of a row a piece of the outline can matter to.
#pragma once

#include "../common/vector2.h"

PS_NAMESPACE_BEGIN

// 1 / slope, or 0 for a bound that hardly depends on the column.
template <class T>
PS_HD T inverse_of_slope(T slope) {
  return abs_of(slope) > T(1e-6) ? T(1) / slope : T(0);
}

template <class T>
struct ColumnRange {
  T low, high;
  // Keeps the x with low_bound <= x / inverse_slope + offset <= high_bound.
  PS_HD void keep(T inverse_slope, T offset, T low_bound, T high_bound) {
    if (inverse_slope != T(0)) {
      const T a = (low_bound - offset) * inverse_slope, b = (high_bound - offset) * inverse_slope;
      low = max_of(low, min_of(a, b));
      high = min_of(high, max_of(a, b));
    } else if (offset < low_bound - T(1) || offset > high_bound + T(1)) {
      high = low - T(1);
    }
  }
};

PS_NAMESPACE_END

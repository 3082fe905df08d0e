// SPDX-License-Identifier: MIT
// How many faces cover a point, from the edges at which that number changes.
//
// A face's indicator function is the signed sum of its edges' crossings with a horizontal line. Summed over all
// faces, edges whose two faces lie on opposite sides cancel, so the few with a jump (contour_edges.h) are enough:
// filling costs what the contour costs, not what the faces cost.
#pragma once

#include "../common/vector2.h"

PS_NAMESPACE_BEGIN

// Half-open: a line through a vertex crosses exactly one of two edges that continue each other there.
template <class T>
PS_HD bool crosses_row(Vector2<T> begin, Vector2<T> end, double y) {
  return (double(begin.y) <= y) != (double(end.y) <= y);
}

// True where the point lies to the right of an edge that crosses its row, or on it.
template <class T>
PS_HD bool is_right_of(Vector2<T> begin, Vector2<T> end, double x, double y) {
  const double left = (double(end.x) - double(begin.x)) * (y - double(begin.y));
  const double right = (double(end.y) - double(begin.y)) * (x - double(begin.x));
  return end.y > begin.y ? left <= right : left >= right;
}

// What is added to the number of covering faces by going to the right across the edge. Going down, the edge has its
// positive side on the left (x right, y down).
template <class T>
PS_HD int jump_to_the_right(Vector2<T> begin, Vector2<T> end, int jump) {
  return end.y > begin.y ? -jump : jump;
}

// Points at one height and equal distances, at which coverage is counted.
struct SampleRow {
  double y, first_x, spacing;
  int32_t count;
};

PS_HD SampleRow pixel_centers(int32_t row, int32_t width) { return {row + 0.5, 0.5, 1.0, width}; }

// First sample that is right of an edge which crosses the row; in [0, count].
template <class T>
PS_HD int32_t first_sample_right_of(Vector2<T> begin, Vector2<T> end, const SampleRow& row) {
  const double slope = (double(end.x) - double(begin.x)) / (double(end.y) - double(begin.y));
  const double position = (double(begin.x) + (row.y - double(begin.y)) * slope - row.first_x) / row.spacing;
  if (!(position > 0)) return is_right_of(begin, end, row.first_x, row.y) ? 0 : 1;
  if (!(position < row.count)) return row.count;
  int32_t sample = int32_t(ceil(position));
  // The division above is rounded; the test is not. They may differ by one where an outline runs through samples.
  if (sample > 0 && is_right_of(begin, end, row.first_x + (sample - 1) * row.spacing, row.y)) --sample;
  if (sample < row.count && !is_right_of(begin, end, row.first_x + sample * row.spacing, row.y)) ++sample;
  return sample;
}

PS_NAMESPACE_END

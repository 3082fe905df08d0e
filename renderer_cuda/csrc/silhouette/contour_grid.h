// SPDX-License-Identifier: MIT
// Contour edges by where they are on the image, so that what crosses an edge, and how many faces cover a point, is
// found among the few edges near by. A mesh of many folds has thousands of contour edges a view, most of them hidden.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "../common/buckets.h"
#include "../common/ranges.h"
#include "exposed_intervals.h"
#include "nearby_edges.h"

namespace photosculpture {

template <class T>
class ContourGrid {
 public:
  // Ends and jumps of all contour edges of a view; they must outlive the grid's use.
  struct Contour {
    const Vector2<T>*begins, *ends;
    const int32_t* jumps;
    int32_t count;
  };

  void build(const Contour& contour, ImageSize size, double reach) {
    const double margin = margin_of(reach);
    contour_ = contour;
    low_ = -margin;
    right_ = size.width + margin;
    bottom_ = size.height + margin;
    cell_ = std::max(kLeastCell, std::max(size.width, size.height) / kCellsAcross);
    columns_ = int32_t(std::ceil((right_ - low_) / cell_));
    rows_ = int32_t(std::ceil((bottom_ - low_) / cell_));
    cells_.build(columns_ * rows_, contour.count,
                 [&](int32_t edge, auto visit) { for_cells(contour.begins[edge], contour.ends[edge], visit); });
    fill_table();
    count_at_anchors();
  }

  // The part of an edge that may matter to the image.
  bool clip(int32_t edge, ParameterRange& range) const {
    return clip_to_rectangle(contour_.begins[edge], contour_.ends[edge], low_, right_, low_, bottom_, range);
  }

  // Calls visit(other) for every edge that comes within a distance of at most kPadding of an edge, perhaps more than
  // once, and perhaps for some that do not.
  template <class Visit>
  void for_meeting(int32_t edge, double distance, Visit visit) const {
    const Vector2<T> a = contour_.begins[edge], b = contour_.ends[edge];
    static thread_local std::vector<int32_t> places;
    for_cells(a, b, [&](int32_t cell) {
      const NearbyEdges edges = in_cell(cell);
      if (places.size() < size_t(edges.count)) places.resize(size_t(edges.count));
      const int32_t found =
          edge_kernels().meeting(edges, double(a.x), double(a.y), double(b.x), double(b.y), distance, places.data());
      for (int32_t k = 0; k < found; ++k) visit(cells_.items[size_t(cells_.offsets[size_t(cell)] + places[size_t(k)])]);
    });
  }

  // Number of faces that cover a point: that at its cell's anchor, and what changes on the straight way from there.
  int32_t covering(OutsidePoint point) const {
    const int32_t row = within((point.y - low_) / cell_, rows_), column = within((point.x - low_) / cell_, columns_);
    const OutsidePoint from = anchor(row, column);
    const int32_t cell = row * columns_ + column;
    const double change = edge_kernels().coverage_change(in_cell(cell), from.x, from.y, point.x, point.y);
    return anchor_coverage_[size_t(cell)] + int32_t(change);
  }

 private:
  static constexpr double kLeastCell = 4, kCellsAcross = 128;
  // A cell also lists the edges this close to it.
  static constexpr double kPadding = 1.0 / 64;
  // Where in its cell an anchor is: at a place that no edge of a regular scene runs through.
  static constexpr double kAnchorX = 0.41421356, kAnchorY = 0.57721566;

  static int32_t within(double position, int32_t count) {
    return int32_t(clamp(std::floor(position), 0.0, double(count - 1)));
  }

  OutsidePoint anchor(int32_t row, int32_t column) const {
    return {low_ + (column + kAnchorX) * cell_, low_ + (row + kAnchorY) * cell_};
  }

  template <class Visit>
  void for_cells(Vector2<T> begin, Vector2<T> end, Visit visit) const {
    ParameterRange range;
    if (!clip_to_rectangle(begin, end, low_ - kPadding, right_ + kPadding, low_ - kPadding, bottom_ + kPadding, range))
      return;
    const Vector2<double> a = {double(begin.x), double(begin.y)}, b = {double(end.x), double(end.y)};
    const Vector2<double> from = lerp(a, b, range.low), to = lerp(a, b, range.high);
    const int32_t first_row = within((std::min(from.y, to.y) - kPadding - low_) / cell_, rows_);
    const int32_t last_row = within((std::max(from.y, to.y) + kPadding - low_) / cell_, rows_);
    for (int32_t row = first_row; row <= last_row; ++row) {
      double x0 = from.x, x1 = to.x;
      if (first_row != last_row && from.y != to.y) {
        const double slope = (to.x - from.x) / (to.y - from.y), top = low_ + row * cell_ - kPadding;
        x0 = from.x + (clamp(top, std::min(from.y, to.y), std::max(from.y, to.y)) - from.y) * slope;
        const double bottom = top + cell_ + 2 * kPadding;
        x1 = from.x + (clamp(bottom, std::min(from.y, to.y), std::max(from.y, to.y)) - from.y) * slope;
      }
      const int32_t first = within((std::min(x0, x1) - kPadding - low_) / cell_, columns_);
      const int32_t last = within((std::max(x0, x1) + kPadding - low_) / cell_, columns_);
      for (int32_t column = first; column <= last; ++column) visit(row * columns_ + column);
    }
  }

  void count_at_anchors() {
    anchor_coverage_.assign(size_t(rows_) * size_t(columns_), 0);
    const OutsidePoint first = anchor(0, 0);
    for (int32_t edge = 0; edge < contour_.count; ++edge) {
      const Vector2<T> a = contour_.begins[edge], b = contour_.ends[edge];
      const double low = (double(min_of(a.y, b.y)) - first.y) / cell_,
                   high = (double(max_of(a.y, b.y)) - first.y) / cell_;
      const Span span = span_within(std::floor(low), std::ceil(high), rows_);
      for (int32_t row = span.begin; row <= span.end; ++row) {
        const double y = first.y + row * cell_;
        if (!crosses_row(a, b, y)) continue;
        const int32_t column = first_sample_right_of(a, b, {y, first.x, cell_, columns_});
        if (column < columns_)
          anchor_coverage_[size_t(row) * size_t(columns_) + size_t(column)] +=
              jump_to_the_right(a, b, contour_.jumps[edge]);
      }
    }
    for (int32_t row = 0; row < rows_; ++row) {
      int32_t* const line = anchor_coverage_.data() + size_t(row) * size_t(columns_);
      for (int32_t column = 1; column < columns_; ++column) line[column] += line[column - 1];
    }
  }

  // The edges of all cells, copied in the order of cells_.items.
  void fill_table() {
    const size_t count = cells_.items.size();
    for (std::vector<double>& column : table_) column.resize(count);
    for (size_t k = 0; k < count; ++k) {
      const int32_t edge = cells_.items[k];
      const Vector2<T> a = contour_.begins[edge], b = contour_.ends[edge];
      const double along_x = double(b.x) - double(a.x), along_y = double(b.y) - double(a.y);
      const double sign = along_y > 0 ? 1 : -1;
      const double row[7] = {double(a.x),
                             double(a.y),
                             double(b.x),
                             double(b.y),
                             sign * along_x,
                             sign * along_y,
                             double(jump_to_the_right(a, b, contour_.jumps[edge]))};
      for (size_t c = 0; c < 7; ++c) table_[c][k] = row[c];
    }
  }

  NearbyEdges in_cell(int32_t cell) const {
    const int32_t first = cells_.offsets[size_t(cell)];
    const auto column = [&](size_t c) { return table_[c].data() + first; };
    return {column(0), column(1), column(2), column(3),
            column(4), column(5), column(6), cells_.offsets[size_t(cell) + 1] - first};
  }

  Contour contour_ = {};
  double low_ = 0, right_ = 0, bottom_ = 0, cell_ = 1;
  int32_t columns_ = 0, rows_ = 0;
  Buckets cells_;
  std::vector<int32_t> anchor_coverage_;      // (rows, columns)
  std::array<std::vector<double>, 7> table_;  // columns of NearbyEdges
};

}  // namespace photosculpture

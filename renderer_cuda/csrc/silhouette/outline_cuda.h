// SPDX-License-Identifier: MIT
// The outline of a view as the CUDA kernels keep it, and what a warp does for one contour edge.
//
// The sizes of all lists are known before the launch, so that the host never waits to learn one. A view has a slot for
// every contour edge that it could have: all edges of the mesh and one near-plane cut a face. How many are used is
// counted on the device; which edge is in which slot depends on the order in which threads arrive.
#pragma once

#include "../common/warp.h"
#include "column_range.h"
#include "contour_distance.h"
#include "contour_edges.h"
#include "exposed_intervals.h"
#include "outline_gradient.h"

PS_NAMESPACE_BEGIN

constexpr int kContourRow = 5;                  // int32 a contour edge, see contour_row_of
constexpr int kSegmentRow = 3;                  // int32 a segment: slot, what it begins at, what it ends at
constexpr int32_t kUnused = -1;                 // in place of a segment's slot
constexpr unsigned long long kFarAway = ~0ull;  // no outline in reach of the pixel
enum Counter { kContourCount = 0, kExtraSegmentCount = 1, kCounters = 2 };

struct ImageBounds {
  int32_t height, width;
  double margin;  // how far beyond the image outlines are followed, pixels
};

PS_HD ImageBounds image_bounds(int32_t height, int32_t width, double reach) {
  return {height, width, margin_of(reach)};
}

template <class T>
PS_HD bool clip_to_bounds(Vector2<T> a, Vector2<T> b, const ImageBounds& bounds, ParameterRange& range) {
  return clip_to_rectangle(a, b, -bounds.margin, bounds.width + bounds.margin, -bounds.margin,
                           bounds.height + bounds.margin, range);
}

template <class T>
PS_HD Vector2<T>* as_points(T* coordinates) {
  return reinterpret_cast<Vector2<T>*>(coordinates);
}
template <class T>
PS_HD const Vector2<T>* as_points(const T* coordinates) {
  return reinterpret_cast<const Vector2<T>*>(coordinates);
}

// One view's part of the lists.
template <class T>
struct ContourList {
  int32_t* rows;       // (slots, kContourRow)
  Vector2<T>* placed;  // (slots, 2) ends on the image plane
  int32_t* segments;   // (slots + extra_segments, kSegmentRow)
  double* intervals;   // (slots + extra_segments, 2)
  int32_t* counters;   // (kCounters)
  int32_t slots, extra_segments;

  __device__ static ContourList of(int64_t view, int32_t* contour, T* placed, int32_t* segments, double* intervals,
                                   int32_t* counters, int32_t slots, int32_t extra_segments) {
    const int64_t first_slot = view * slots, first_segment = view * (int64_t(slots) + extra_segments);
    return {contour + kContourRow * first_slot,
            as_points(placed) + 2 * first_slot,
            segments + kSegmentRow * first_segment,
            intervals + 2 * first_segment,
            counters + kCounters * view,
            slots,
            extra_segments};
  }

  __device__ int32_t count() const { return counters[kContourCount]; }
  __device__ int32_t extra_count() const { return counters[kExtraSegmentCount]; }
  __device__ Vector2<T> begin(int32_t slot) const { return placed[2 * int64_t(slot)]; }
  __device__ Vector2<T> end(int32_t slot) const { return placed[2 * int64_t(slot) + 1]; }
  __device__ int jump(int32_t slot) const { return rows[kContourRow * int64_t(slot) + 4]; }
  __device__ ContourEdge edge(int32_t slot) const {
    const int32_t* row = rows + kContourRow * int64_t(slot);
    return {{row[0], row[1]}, {row[2], row[3]}, row[4], 1, -1};
  }
  __device__ int32_t* segment(int32_t place) const { return segments + kSegmentRow * int64_t(place); }
  __device__ double* interval(int32_t place) const { return intervals + 2 * int64_t(place); }
  __device__ OutlineLine<T> line(int32_t place) const {
    const int32_t slot = segment(place)[0];
    const OutlineLine<double> line = interval_line(begin(slot), end(slot), interval(place)[0], interval(place)[1]);
    return {{T(line.start.x), T(line.start.y)}, {T(line.along.x), T(line.along.y)}, T(line.length)};
  }

  // Takes the next slot. Its first segment is the whole edge where any of it may be exposed.
  __device__ void append(const ContourEdge& edge, const T* matrix, const T* positions,
                         const ImageBounds& bounds) const {
    const int32_t slot = atomicAdd(counters + kContourCount, 1);
    int32_t* const row = rows + kContourRow * int64_t(slot);
    row[0] = edge.begin.vertex;
    row[1] = edge.begin.partner;
    row[2] = edge.end.vertex;
    row[3] = edge.end.partner;
    row[4] = edge.jump;
    const Vector2<T> a = end_pixel(edge.begin, matrix, positions), b = end_pixel(edge.end, matrix, positions);
    placed[2 * int64_t(slot)] = a;
    placed[2 * int64_t(slot) + 1] = b;
    ParameterRange range;
    const bool may_be_exposed = edge.is_contour && !(a.x == b.x && a.y == b.y) && clip_to_bounds(a, b, bounds, range);
    segment(slot)[0] = may_be_exposed ? slot : kUnused;
  }

  // Number of faces that cover a point, the same value in each lane.
  __device__ int covering(OutsidePoint point) const {
    const int32_t used = count();
    int sum = 0;
    for (int32_t slot = lane_of_warp(); slot < used; slot += kWarpLanes) {
      const Vector2<T> a = begin(slot), b = end(slot);
      if (crosses_row(a, b, point.y)) sum += coverage_from_edge(a, b, jump(slot), point);
    }
    return warp_sum(sum);
  }
};

// Where the outline may turn from an edge to another: a parameter on the edge, and the other's slot or the reason why
// the edge ends there.
struct Crossing {
  double t;
  int32_t at;
};

PS_HD bool is_before(Crossing p, Crossing q) { return p.t != q.t ? p.t < q.t : p.at < q.at; }

__device__ __forceinline__ Crossing warp_first(Crossing crossing) {
  for (int offset = kWarpLanes / 2; offset > 0; offset /= 2) {
    const Crossing other = {__shfl_xor_sync(kAllLanes, crossing.t, offset),
                            __shfl_xor_sync(kAllLanes, crossing.at, offset)};
    if (is_before(other, crossing)) crossing = other;
  }
  return crossing;
}

// A warp's search along one contour edge for its exposed intervals. Crossings are not stored but sought one after the
// other, so that there is no list of them to overflow.
template <class T>
class ExposureSearch {
 public:
  __device__ ExposureSearch(const ContourList<T>& list, int32_t slot, const ImageBounds& bounds)
      : list_(list), slot_(slot), a_(list.begin(slot)), b_(list.end(slot)), jump_(list.jump(slot)) {
    clip_to_bounds(a_, b_, bounds, range_);
  }

  __device__ void run() {
    Crossing previous = {range_.low, range_.low > 0 ? kEndsBeyondReach : kEndsAtVertex};
    Crossing opened = {0, 0};
    bool is_open = false, is_last = false;
    while (!is_last) {
      Crossing next = crossing_after(previous);
      is_last = next.at < 0;
      const bool is_exposed = list_.covering(outside_point(a_, b_, jump_, previous.t, next.t)) <= 0;
      if (is_exposed && !is_open) opened = previous;
      if (!is_exposed && is_open) keep(opened, previous);
      is_open = is_exposed;
      previous = next;
    }
    if (is_open) keep(opened, previous);
    if (written_ < 0 && lane_of_warp() == 0) list_.segment(slot_)[0] = kUnused;
  }

 private:
  __device__ Crossing crossing_after(Crossing previous) const {
    const Crossing last = {range_.high, range_.high < 1 ? kEndsBeyondReach : kEndsAtVertex};
    const int32_t used = list_.count();
    Crossing first = last;
    const ContourEdge self = list_.edge(slot_);
    for (int32_t other = lane_of_warp(); other < used; other += kWarpLanes) {
      if (other == slot_) continue;
      const ContourEdge met = list_.edge(other);
      double cuts[kMostCuts];
      const int count = cut_parameters(a_, b_, list_.begin(other), list_.end(other), is_end_of(met.begin, self),
                                       is_end_of(met.end, self), cuts);
      for (int k = 0; k < count; ++k) {
        const Crossing crossing = {cuts[k], other};
        if (crossing.t > range_.low && crossing.t < range_.high && is_before(previous, crossing) &&
            is_before(crossing, first))
          first = crossing;
      }
    }
    return warp_first(first);
  }

  // The first interval goes to the edge's own place, further ones to places that all edges share. Where those are used
  // up, with more gaps than one in four pixels, the gap before this interval counts as exposed too.
  __device__ void keep(Crossing from, Crossing to) {
    if (!(to.t > from.t)) return;
    if (lane_of_warp() == 0) {
      int32_t place = slot_;
      if (written_ >= 0) {
        const int32_t extra = atomicAdd(list_.counters + kExtraSegmentCount, 1);
        place = extra < list_.extra_segments ? list_.slots + extra : written_;
      }
      int32_t* const segment = list_.segment(place);
      double* const interval = list_.interval(place);
      if (place != written_) {
        segment[0] = slot_;
        segment[1] = from.at;
        interval[0] = from.t;
      }
      segment[2] = to.at;
      interval[1] = to.t;
      written_ = place;
    }
    written_ = __shfl_sync(kAllLanes, written_, 0);
  }

  const ContourList<T>& list_;
  const int32_t slot_;
  const Vector2<T> a_, b_;
  const int jump_;
  ParameterRange range_;
  int32_t written_ = -1;
};

// Adds what the edge contributes to each row of the mask: lanes take rows, a prefix sum along the row follows.
template <class T>
__device__ void add_mask_steps(Vector2<T> a, Vector2<T> b, int jump, const ImageBounds& bounds, int32_t* steps) {
  const double low = clamp(double(min_of(a.y, b.y)), 0.0, double(bounds.height));
  const double high = clamp(double(max_of(a.y, b.y)), 0.0, double(bounds.height));
  for (int32_t row = int32_t(low) + lane_of_warp(); row < bounds.height && row <= int32_t(high); row += kWarpLanes) {
    if (!crosses_row(a, b, row + 0.5)) continue;
    const int32_t column = first_sample_right_of(a, b, pixel_centers(row, bounds.width));
    if (column < bounds.width) atomicAdd(steps + int64_t(row) * bounds.width + column, jump_to_the_right(a, b, jump));
  }
}

// Lowers the keys of all pixels in reach of a segment: the squared distance above, the segment's place below, so that
// the smallest key names the nearest segment. Lanes take tiles of 4 rows and 8 columns.
template <class T>
__device__ void lower_keys(const OutlineLine<T>& line, int32_t place, T reach, const ImageBounds& bounds,
                           unsigned long long* keys) {
  const Vector2<T> to = line.start + line.length * line.along;
  const T low_y = min_of(line.start.y, to.y) - reach, high_y = max_of(line.start.y, to.y) + reach;
  const T low_x = min_of(line.start.x, to.x) - reach, high_x = max_of(line.start.x, to.x) + reach;
  if (!(high_y > T(0) && low_y < T(bounds.height) && high_x > T(0) && low_x < T(bounds.width))) return;
  const int32_t first_row = int32_t(max_of(low_y, T(0))), last_row = int32_t(min_of(high_y, T(bounds.height - 1)));
  const T across = inverse_of_slope(-line.along.y);
  for (int32_t row = first_row + lane_of_warp() / 8; row <= last_row; row += 4) {
    const T dy = T(row) + T(0.5) - line.start.y;
    ColumnRange<T> range = {low_x - line.start.x, high_x - line.start.x};
    range.keep(across, dy * line.along.x, -reach, reach);
    // A pixel more on either side, for rounding and to reach centres.
    const T low = range.low + line.start.x - T(1), high = range.high + line.start.x + T(1);
    if (!(low <= high && high >= T(0) && low < T(bounds.width))) continue;
    const int32_t last_column = int32_t(min_of(high, T(bounds.width - 1)));
    for (int32_t column = int32_t(max_of(low, T(0))) + lane_of_warp() % 8; column <= last_column; column += 8) {
      const T dx = T(column) + T(0.5) - line.start.x;
      const T squared = squared_distance_to_line(line.along.x, line.along.y, line.length, dx, dy);
      if (!(squared < reach * reach)) continue;
      const unsigned long long key = (unsigned long long)(__float_as_uint(float(squared))) << 32 | unsigned(place);
      unsigned long long* const kept = keys + int64_t(row) * bounds.width + column;
      if (key < *kept) atomicMin(kept, key);
    }
  }
}

// A float's key holds all of its digits; a double's only orders the segments.
__device__ __forceinline__ float squared_distance_of_key(unsigned long long key, const ContourList<float>&,
                                                         Vector2<float>) {
  return __uint_as_float(unsigned(key >> 32));
}
__device__ __forceinline__ double squared_distance_of_key(unsigned long long key, const ContourList<double>& list,
                                                          Vector2<double> pixel) {
  const OutlineLine<double> line = list.line(int32_t(key & 0xffffffffu));
  const Vector2<double> from_start = pixel - line.start;
  return squared_distance_to_line(line.along.x, line.along.y, line.length, from_start.x, from_start.y);
}

__device__ __forceinline__ void add_to_ends(double* sums /* (4) */, const EdgeGradient<double>& gradient,
                                            double scale) {
  atomicAdd(sums, scale * gradient.begin.x);
  atomicAdd(sums + 1, scale * gradient.begin.y);
  atomicAdd(sums + 2, scale * gradient.end.x);
  atomicAdd(sums + 3, scale * gradient.end.y);
}

PS_NAMESPACE_END

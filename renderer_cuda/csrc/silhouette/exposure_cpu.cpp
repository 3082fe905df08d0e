// SPDX-License-Identifier: MIT
// The exposed intervals of one view's contour edges. Arithmetic: exposed_intervals.h.
#include <algorithm>

#include "outline_cpu.h"

namespace photosculpture {
namespace {

struct Crossing {
  double t;
  int32_t edge;
};

template <class T>
class ExposureSearch {
 public:
  explicit ExposureSearch(const ViewOutline<T>& view) : view_(view) {}

  void search(int32_t edge, std::vector<OutlineSegment>& segments) {
    const Vector2<T> a = view_.begins[size_t(edge)], b = view_.ends[size_t(edge)];
    ParameterRange range;
    if (!view_.contour[size_t(edge)].is_contour || (a.x == b.x && a.y == b.y)) return;
    if (!view_.grid.clip(edge, range)) return;
    find_crossings(edge, a, b, range);
    const int32_t first_end = range.low > 0 ? kEndsBeyondReach : kEndsAtVertex;
    const int32_t last_end = range.high < 1 ? kEndsBeyondReach : kEndsAtVertex;
    crossings_.push_back({range.high, last_end});
    Crossing previous = {range.low, first_end};
    OutlineSegment open = {-1, 0, 0, 0, 0};
    for (const Crossing& next : crossings_) {
      const bool exposed = is_exposed(edge, a, b, previous.t, next.t);
      if (exposed && open.edge < 0) open = {edge, previous.edge, 0, previous.t, 0};
      if (!exposed && open.edge >= 0) close(open, previous, segments);
      previous = next;
    }
    if (open.edge >= 0) close(open, previous, segments);
  }

 private:
  static void close(OutlineSegment& open, const Crossing& at, std::vector<OutlineSegment>& segments) {
    open.ends_at = at.edge;
    open.t_end = at.t;
    if (open.t_end > open.t_begin) segments.push_back(open);
    open.edge = -1;
  }

  void find_crossings(int32_t edge, Vector2<T> a, Vector2<T> b, ParameterRange range) {
    crossings_.clear();
    const ContourEdge& self = view_.contour[size_t(edge)];
    view_.grid.for_meeting(edge, 2 * OutsideOffset<T>::pixels, [&](int32_t other) {
      if (other == edge) return;
      const ContourEdge& met = view_.contour[size_t(other)];
      double cuts[kMostCuts];
      const int count = cut_parameters(a, b, view_.begins[size_t(other)], view_.ends[size_t(other)],
                                       is_end_of(met.begin, self), is_end_of(met.end, self), cuts);
      for (int k = 0; k < count; ++k)
        if (cuts[k] > range.low && cuts[k] < range.high) crossings_.push_back({cuts[k], other});
    });
    // An edge is met once in every cell that both cross.
    std::sort(crossings_.begin(), crossings_.end(),
              [](const Crossing& p, const Crossing& q) { return p.t != q.t ? p.t < q.t : p.edge < q.edge; });
    crossings_.erase(std::unique(crossings_.begin(), crossings_.end(),
                                 [](const Crossing& p, const Crossing& q) { return p.t == q.t && p.edge == q.edge; }),
                     crossings_.end());
  }

  bool is_exposed(int32_t edge, Vector2<T> a, Vector2<T> b, double t0, double t1) const {
    return view_.grid.covering(outside_point(a, b, view_.jumps[size_t(edge)], t0, t1)) <= 0;
  }

  const ViewOutline<T>& view_;
  std::vector<Crossing> crossings_;
};

}  // namespace

template <class T>
void find_exposed_segments(const ViewOutline<T>& view, IndexRange contour, std::vector<OutlineSegment>& segments) {
  ExposureSearch<T> search(view);
  for (int32_t edge = contour.begin; edge < contour.end; ++edge) search.search(edge, segments);
}

template void find_exposed_segments(const ViewOutline<float>&, IndexRange, std::vector<OutlineSegment>&);
template void find_exposed_segments(const ViewOutline<double>&, IndexRange, std::vector<OutlineSegment>&);

}  // namespace photosculpture

// SPDX-License-Identifier: MIT
// The exposed outline of one view as pieces whose pixels hardly overlap: an interval each, and the wedges at its ends.
#include <algorithm>
#include <cmath>

#include "contour_distance.h"
#include "outline_cpu.h"

namespace photosculpture {
namespace {

// One end of an outline segment: where it is, and the direction from it into the segment.
template <class T>
struct SegmentEnd {
  int64_t key;  // equal at ends that meet in a vertex
  int32_t segment;
  Vector2<double> point, inward;
  int32_t junction;
};

int64_t key_of(ContourEnd end) {
  return end.partner < 0 ? int64_t(end.vertex) : (int64_t(end.vertex + 1) << 32) | uint32_t(end.partner);
}

template <class T>
OutlinePiece<T> end_piece(const SegmentEnd<T>& end, Vector2<double> other_inward) {
  return {T(end.point.x),
          T(end.point.y),
          T(1),
          T(0),
          T(0),
          {T(end.inward.x), T(other_inward.x)},
          {T(end.inward.y), T(other_inward.y)},
          end.segment,
          true};
}

// At a T-junction the outline goes on along the other edge, on the outer side of this one.
template <class T>
Vector2<double> junction_direction(const ViewOutline<T>& view, int32_t edge, int32_t other) {
  const size_t e = size_t(edge), g = size_t(other);
  const Vector2<double> normal =
      outward_normal<double>({double(view.begins[e].x), double(view.begins[e].y)},
                             {double(view.ends[e].x), double(view.ends[e].y)}, view.contour[e].jump);
  Vector2<double> along = {double(view.ends[g].x) - double(view.begins[g].x),
                           double(view.ends[g].y) - double(view.begins[g].y)};
  const double length = std::sqrt(dot(along, along));
  if (!(length > 0)) return {0, 0};
  return (dot(along, normal) < 0 ? -1.0 : 1.0) / length * along;
}

template <class T>
void add_end_pieces(std::vector<SegmentEnd<T>>& ends, ViewOutline<T>& view) {
  std::sort(ends.begin(), ends.end(), [](const SegmentEnd<T>& p, const SegmentEnd<T>& q) {
    return p.key != q.key ? p.key < q.key : p.segment < q.segment;
  });
  for (size_t k = 0; k < ends.size();) {
    size_t group_end = k + 1;
    while (group_end < ends.size() && ends[group_end].key == ends[k].key && ends[k].key >= 0) ++group_end;
    if (ends[k].junction >= 0)
      view.pieces.push_back(
          end_piece(ends[k], junction_direction(view, view.segments[size_t(ends[k].segment)].edge, ends[k].junction)));
    else
      view.pieces.push_back(end_piece(ends[k], group_end > k + 1 ? ends[k + 1].inward : Vector2<double>{0, 0}));
    k = group_end;
  }
}

}  // namespace

template <class T>
void cut_into_pieces(ImageSize size, T reach, int32_t strip_rows, ViewOutline<T>& view) {
  static thread_local std::vector<SegmentEnd<T>> ends;
  ends.clear();
  view.pieces.clear();
  for (size_t s = 0; s < view.segments.size(); ++s) {
    const OutlineSegment& segment = view.segments[s];
    const ContourEdge& edge = view.contour[size_t(segment.edge)];
    const Vector2<T> begin = view.begins[size_t(segment.edge)], end = view.ends[size_t(segment.edge)];
    const OutlineLine<double> line = interval_line(begin, end, segment.t_begin, segment.t_end);
    if (!(line.length > 0)) continue;
    view.pieces.push_back({T(line.start.x),
                           T(line.start.y),
                           T(line.along.x),
                           T(line.along.y),
                           T(line.length),
                           {0, 0},
                           {0, 0},
                           int32_t(s),
                           false});
    const auto add_end = [&](int32_t kind, ContourEnd at, Vector2<double> point, Vector2<double> inward) {
      if (kind != kEndsBeyondReach) ends.push_back({kind >= 0 ? -1 : key_of(at), int32_t(s), point, inward, kind});
    };
    add_end(segment.begins_at, edge.begin, line.start, line.along);
    add_end(segment.ends_at, edge.end, line.start + line.length * line.along, -1.0 * line.along);
  }
  add_end_pieces(ends, view);
  const int32_t strip_count = (size.height + strip_rows - 1) / strip_rows;
  view.strips.build(strip_count, int32_t(view.pieces.size()), [&](int32_t k, auto visit) {
    const OutlinePiece<T>& piece = view.pieces[size_t(k)];
    const double height = double(piece.along_y) * double(piece.length), beyond = double(reach) + 1;
    const Span span =
        span_within(std::floor((double(piece.y) + std::min(height, 0.0) - beyond) / strip_rows),
                    std::floor((double(piece.y) + std::max(height, 0.0) + beyond) / strip_rows), strip_count);
    for (int32_t strip = span.begin; strip <= span.end; ++strip) visit(strip);
  });
}

template void cut_into_pieces(ImageSize, float, int32_t, ViewOutline<float>&);
template void cut_into_pieces(ImageSize, double, int32_t, ViewOutline<double>&);

}  // namespace photosculpture

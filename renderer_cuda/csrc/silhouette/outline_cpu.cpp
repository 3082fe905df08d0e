// SPDX-License-Identifier: MIT
// Contour edges, their exposed intervals and the filled mask of one view. Arithmetic: contour_edges.h,
// exposed_intervals.h, hard_mask.h, contour_distance.h.
#include "outline_cpu.h"

#include <algorithm>
#include <cmath>

#include "contour_distance.h"

namespace photosculpture {

int32_t row_margin(double reach) { return int32_t(std::ceil(reach)) + 2; }

template <class T>
bool project_vertices(const MeshView<T>& mesh, const T* matrix, IndexRange vertices, ViewOutline<T>& view) {
  bool all_in_front = true;
  for (int32_t v = vertices.begin; v < vertices.end; ++v) {
    const Homogeneous<T> h = project(matrix, mesh.positions + 3 * int64_t(v));
    const int8_t state = vertex_state(h);
    view.states[size_t(v)] = state;
    view.pixels[size_t(v)] = to_pixel(h);
    all_in_front &= state == kInFront;
  }
  return all_in_front;
}

template <class T>
void find_face_sides(const MeshView<T>& mesh, const T* matrix, IndexRange faces, ViewOutline<T>& view) {
  const Vector2<T>* const pixels = view.pixels.data();
  if (!view.crosses_near) {
    for (int32_t f = faces.begin; f < faces.end; ++f) {
      const int32_t* face = mesh.faces + 3 * int64_t(f);
      view.sides[size_t(f)] = int8_t(face_side(pixels[face[0]], pixels[face[1]], pixels[face[2]]));
    }
    return;
  }
  for (int32_t f = faces.begin; f < faces.end; ++f) {
    const int32_t* face = mesh.faces + 3 * int64_t(f);
    view.sides[size_t(f)] = int8_t(face_side_in_view(face, view.states.data(), pixels, matrix, mesh.positions));
  }
}

template <class T>
void find_contour_edges(const MeshView<T>& mesh, IndexRange edges, const ViewOutline<T>& view,
                        std::vector<ContourEdge>& contour) {
  const int8_t* const sides = view.sides.data();
  const auto keep = [&](int32_t e, EdgeSides counts) {
    const int32_t low = mesh.edges[2 * int64_t(e)], high = mesh.edges[2 * int64_t(e) + 1];
    const bool low_behind = view.states[size_t(low)] != kInFront, high_behind = view.states[size_t(high)] != kInFront;
    if (!(low_behind && high_behind)) contour.push_back(contour_edge(low, high, low_behind, high_behind, counts));
  };
  for (int32_t e = edges.begin; e < std::min(edges.end, mesh.pairs); ++e) {
    const int32_t first = mesh.pair_codes[2 * int64_t(e)], second = mesh.pair_codes[2 * int64_t(e) + 1];
    const int first_side = (first & 1) ? -sides[first >> 1] : sides[first >> 1];
    const int second_side = (second & 1) ? -sides[second >> 1] : sides[second >> 1];
    if (first_side + second_side == 0) continue;
    EdgeSides counts = {0, 0};
    add_side(counts, sides, first);
    add_side(counts, sides, second);
    keep(e, counts);
  }
  for (int32_t e = std::max(edges.begin, mesh.pairs); e < edges.end; ++e) {
    EdgeSides counts = {0, 0};
    for (int32_t k = mesh.fan_offsets[e - mesh.pairs]; k < mesh.fan_offsets[e - mesh.pairs + 1]; ++k)
      add_side(counts, sides, mesh.fan_codes[k]);
    if (counts.positive != counts.negative) keep(e, counts);
  }
}

template <class T>
void find_near_cuts(const MeshView<T>& mesh, const ViewOutline<T>& view, std::vector<ContourEdge>& contour) {
  ContourEdge cut;
  for (int32_t f = 0; f < mesh.face_count; ++f)
    if (near_cut(mesh.faces + 3 * int64_t(f), view.states.data(), view.sides[size_t(f)], cut)) contour.push_back(cut);
}

template <class T>
void place_contour(const MeshView<T>& mesh, const T* matrix, ImageSize size, double reach, ViewOutline<T>& view) {
  const size_t count = view.contour.size();
  view.begins.resize(count);
  view.ends.resize(count);
  for (size_t k = 0; k < count; ++k) {
    view.begins[k] = end_pixel(view.contour[k].begin, matrix, mesh.positions);
    view.ends[k] = end_pixel(view.contour[k].end, matrix, mesh.positions);
  }
  const int32_t margin = row_margin(reach), bucket_count = size.height + 2 * margin;
  const auto row_of = [&](double y) { return int32_t(clamp(std::floor(y) + margin, -1.0, double(bucket_count))); };
  view.rows.build(
      bucket_count, int32_t(count),
      [&](int32_t k) { return std::max(row_of(double(min_of(view.begins[k].y, view.ends[k].y))), 0); },
      [&](int32_t k) { return std::min(row_of(double(max_of(view.begins[k].y, view.ends[k].y))), bucket_count - 1); });
}

namespace {

struct Crossing {
  double t;
  int32_t edge;
};

template <class T>
class ExposureSearch {
 public:
  ExposureSearch(const ViewOutline<T>& view, ImageSize size, double reach)
      : view_(view),
        margin_(row_margin(reach)),
        low_(-double(margin_)),
        right_(size.width + double(margin_)),
        bottom_(size.height + double(margin_)) {}

  void search(int32_t edge, std::vector<OutlineSegment>& segments) {
    const Vector2<T> a = view_.begins[size_t(edge)], b = view_.ends[size_t(edge)];
    ParameterRange range;
    if (!view_.contour[size_t(edge)].is_contour || (a.x == b.x && a.y == b.y)) return;
    if (!clip_to_rectangle(a, b, low_, right_, low_, bottom_, range)) return;
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

  int32_t row_of(double y) const {
    return int32_t(clamp(std::floor(y) + margin_, 0.0, double(view_.rows.offsets.size()) - 2));
  }

  void find_crossings(int32_t edge, Vector2<T> a, Vector2<T> b, ParameterRange range) {
    crossings_.clear();
    const double y0 = double(a.y) + range.low * (double(b.y) - double(a.y));
    const double y1 = double(a.y) + range.high * (double(b.y) - double(a.y));
    for (int32_t row = row_of(std::min(y0, y1)); row <= row_of(std::max(y0, y1)); ++row)
      for (int32_t k = view_.rows.offsets[size_t(row)]; k < view_.rows.offsets[size_t(row) + 1]; ++k) {
        const int32_t other = view_.rows.items[size_t(k)];
        double t;
        if (other == edge || !crossing_parameter(a, b, view_.begins[size_t(other)], view_.ends[size_t(other)], t))
          continue;
        if (t > range.low && t < range.high && !share_end(view_.contour[size_t(edge)], view_.contour[size_t(other)]))
          crossings_.push_back({t, other});
      }
    // An edge is met once in every row that both span.
    std::sort(crossings_.begin(), crossings_.end(),
              [](const Crossing& p, const Crossing& q) { return p.t != q.t ? p.t < q.t : p.edge < q.edge; });
    crossings_.erase(std::unique(crossings_.begin(), crossings_.end(),
                                 [](const Crossing& p, const Crossing& q) { return p.edge == q.edge; }),
                     crossings_.end());
  }

  bool is_exposed(int32_t edge, Vector2<T> a, Vector2<T> b, double t0, double t1) const {
    const OutsidePoint point = outside_point(a, b, view_.contour[size_t(edge)].jump, t0, t1);
    const int32_t row = row_of(point.y);
    int32_t covering = 0;
    for (int32_t k = view_.rows.offsets[size_t(row)]; k < view_.rows.offsets[size_t(row) + 1]; ++k) {
      const size_t other = size_t(view_.rows.items[size_t(k)]);
      covering += coverage_from_edge(view_.begins[other], view_.ends[other], view_.contour[other].jump, point);
    }
    return covering <= 0;
  }

  const ViewOutline<T>& view_;
  const int32_t margin_;
  const double low_, right_, bottom_;
  std::vector<Crossing> crossings_;
};

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
void find_exposed_segments(const ViewOutline<T>& view, ImageSize size, double reach, IndexRange contour,
                           std::vector<OutlineSegment>& segments) {
  ExposureSearch<T> search(view, size, reach);
  for (int32_t edge = contour.begin; edge < contour.end; ++edge) search.search(edge, segments);
}

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
  const auto strip_of = [&](double y) { return int32_t(clamp(std::floor(y / strip_rows), -1.0, double(strip_count))); };
  const auto height_of = [](const OutlinePiece<T>& piece) { return double(piece.along_y) * double(piece.length); };
  view.strips.build(
      strip_count, int32_t(view.pieces.size()),
      [&](int32_t k) {
        const OutlinePiece<T>& piece = view.pieces[size_t(k)];
        return std::max(strip_of(double(piece.y) + std::min(height_of(piece), 0.0) - double(reach) - 1.0), 0);
      },
      [&](int32_t k) {
        const OutlinePiece<T>& piece = view.pieces[size_t(k)];
        return std::min(strip_of(double(piece.y) + std::max(height_of(piece), 0.0) + double(reach) + 1.0),
                        strip_count - 1);
      });
}

template <class T>
void fill_rows(const ViewOutline<T>& view, ImageSize size, double reach, IndexRange rows, T inside, T outside,
               T* image) {
  struct Step {
    int32_t column, jump;
  };
  static thread_local std::vector<Step> steps;
  const int32_t margin = row_margin(reach);
  for (int32_t row = rows.begin; row < rows.end; ++row) {
    steps.clear();
    for (int32_t k = view.rows.offsets[size_t(row + margin)]; k < view.rows.offsets[size_t(row + margin) + 1]; ++k) {
      const size_t edge = size_t(view.rows.items[size_t(k)]);
      const Vector2<T> a = view.begins[edge], b = view.ends[edge];
      if (!crosses_row(a, b, row + 0.5)) continue;
      steps.push_back({first_column_right_of(a, b, row, size.width), jump_to_the_right(a, b, view.contour[edge].jump)});
    }
    std::sort(steps.begin(), steps.end(), [](const Step& p, const Step& q) { return p.column < q.column; });
    T* const line = image + int64_t(row) * size.width;
    int32_t column = 0, covering = 0;
    for (const Step& step : steps) {
      if (step.column > column) {
        std::fill(line + column, line + step.column, covering > 0 ? inside : outside);
        column = step.column;
      }
      covering += step.jump;
    }
    std::fill(line + column, line + size.width, covering > 0 ? inside : outside);
  }
}

#define PS_INSTANTIATE(T)                                                                                             \
  template bool project_vertices(const MeshView<T>&, const T*, IndexRange, ViewOutline<T>&);                          \
  template void find_face_sides(const MeshView<T>&, const T*, IndexRange, ViewOutline<T>&);                           \
  template void find_contour_edges(const MeshView<T>&, IndexRange, const ViewOutline<T>&, std::vector<ContourEdge>&); \
  template void find_near_cuts(const MeshView<T>&, const ViewOutline<T>&, std::vector<ContourEdge>&);                 \
  template void place_contour(const MeshView<T>&, const T*, ImageSize, double, ViewOutline<T>&);                      \
  template void find_exposed_segments(const ViewOutline<T>&, ImageSize, double, IndexRange,                           \
                                      std::vector<OutlineSegment>&);                                                  \
  template void cut_into_pieces(ImageSize, T, int32_t, ViewOutline<T>&);                                              \
  template void fill_rows(const ViewOutline<T>&, ImageSize, double, IndexRange, T, T, T*);
PS_INSTANTIATE(float)
PS_INSTANTIATE(double)

}  // namespace photosculpture

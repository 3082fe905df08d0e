// SPDX-License-Identifier: MIT
// Where a contour edge passes between two neighbouring pixel centres, and what that does to the two pixels.
//
// A box filter along the line through both centres would give each pixel the share of its own half of the way that
// either surface covers. Where the near surface, seen at one of the two, reaches the distance s of the way to the
// other, the pixel whose half holds the crossing takes |s - 1/2| of the difference to its neighbour. A rough contour
// may cross the way several times; the crossing that reaches farthest is that of the outline, the others lie within it.
#pragma once

#include "depth_planes.h"

PS_NAMESPACE_BEGIN

// A blend: image[target] += weight * (image[other] - image[target]), all differences taken before any blend.
//
// pixel: index of the target through all views. code: see the bits below. corners: of a contour edge the vertex and
// partner (contour_edges.h) of its begin and of its end; of an intersection the faces seen at the lower and at the
// higher pixel, and -1 twice.
struct Blend {
  int32_t pixel, code, corners[4];
  int32_t source;  // of the contour edge, -1 for an intersection
  double weight;
  double slope;  // by which the crossing's coordinate changes along the edge, see EdgeDirection
};
constexpr int kBlendRow = 7;  // int32 of a blend in a list
constexpr int kBlendValues = 2;

// Bits of the code. The line through both centres is a row or a column; coordinates along it grow with the column or
// the row of a pixel.
enum BlendCode : int32_t {
  kAlongColumn = 1,
  kTargetIsHigher = 2,  // the other one is one column or row before the target, else after it
  kTargetIsFar = 4,     // the surface seen at the other reaches beyond the middle; else that of the target falls short
  kIsIntersection = 8,
  kIsOutreached = 16,  // by another crossing between the same pixels: counts for nothing
};

PS_HD void write_blend(const Blend& blend, int32_t* row /* (kBlendRow) */, double* values /* (kBlendValues) */) {
  row[0] = blend.pixel;
  row[1] = blend.code;
  for (int k = 0; k < 4; ++k) row[2 + k] = blend.corners[k];
  row[6] = blend.source;
  values[0] = blend.weight;
  values[1] = blend.slope;
}

PS_HD Blend read_blend(const int32_t* row, const double* values) {
  return {row[0], row[1], {row[2], row[3], row[4], row[5]}, row[6], values[0], values[1]};
}

PS_HD int32_t other_pixel(int32_t pixel, int32_t code, int32_t width) {
  const int32_t step = (code & kAlongColumn) != 0 ? width : 1;
  return (code & kTargetIsHigher) != 0 ? pixel - step : pixel + step;
}

// Whether the weight grows with the crossing's coordinate.
PS_HD bool weight_grows(const Blend& blend) {
  const bool near_is_lower = ((blend.code & kTargetIsHigher) != 0) == ((blend.code & kTargetIsFar) != 0);
  return near_is_lower == ((blend.code & kTargetIsFar) != 0);
}

// A pair of neighbours in a view, by its lower pixel.
PS_HD int32_t pair_key(int32_t lower, bool is_along_column) { return 2 * lower + is_along_column; }
PS_HD int32_t pair_key(const Blend& blend, int32_t first_pixel, int32_t width) {
  const int32_t pixel = blend.pixel - first_pixel;
  return pair_key(min_of(pixel, other_pixel(pixel, blend.code, width)), (blend.code & kAlongColumn) != 0);
}

// Greater for the crossing that reaches farther; never 0, and never the same for two crossings of a pair.
PS_HD uint64_t reach_key(const Blend& blend) {
  const double reach = (blend.code & kTargetIsFar) != 0 ? 0.5 + blend.weight : 0.5 - blend.weight;
  return (uint64_t(reach * 2147483648.0) << 32) | (0xffffffffu - uint32_t(blend.source));
}

// Sets the weight of a crossing at a share `way` in [0, 1] of the way from the lower pixel to the higher one, where the
// near surface is seen at the lower or at the higher one.
PS_HD void weigh(Blend& blend, double way, bool near_is_lower, int32_t lower, int32_t higher) {
  const double reach = near_is_lower ? way : 1 - way;
  const bool is_beyond_middle = reach > 0.5;  // then the far surface's pixel is the target
  const bool target_is_higher = near_is_lower == is_beyond_middle;
  blend.pixel = target_is_higher ? higher : lower;
  blend.code |= (target_is_higher ? kTargetIsHigher : 0) | (is_beyond_middle ? kTargetIsFar : 0);
  blend.weight = abs_of(reach - 0.5);
}

// How a contour edge runs where it is shorter than a pixel: as the contour does over about a pixel around it.
struct EdgeDirection {
  bool is_steep;  // runs more up and down than sideways: crosses the rows of pixel centres, not the columns
  double slope;   // change of its x by its y where steep, of its y by its x where not
};

PS_HD EdgeDirection edge_direction(Vector2<double> along) {
  const bool is_steep = abs_of(along.y) >= abs_of(along.x);
  const double run = is_steep ? along.y : along.x;
  return {is_steep, run == 0 ? 0 : (is_steep ? along.x : along.y) / run};
}

// A contour edge on the screen.
struct ScreenEdge {
  int32_t corners[4], source;
  Vector2<double> begin, end;
  double begin_key, end_key;
  double rise;  // by which the depth key of the face that is seen beside the edge may change over a pixel
  int32_t jump;
  EdgeDirection direction;
};

template <class T>
PS_HD Homogeneous<double> end_point(ContourEnd end, const T* matrix, const T* positions) {
  const Homogeneous<double> vertex = project_exactly(matrix, positions + 3 * int64_t(end.vertex));
  if (end.partner < 0) return vertex;
  return near_point(vertex, project_exactly(matrix, positions + 3 * int64_t(end.partner)));
}

// One view, as far as its blends depend on it.
template <class T>
struct SeenFaces {
  DepthView depth;
  const T* matrix;            // (4, 4)
  const T* positions;         // (V, 3)
  const int32_t* faces;       // (F, 3)
  const int32_t* pair_codes;  // these four as in MeshView
  const int32_t* fan_offsets;
  const int32_t* fan_codes;
  const int32_t* parts;         // (F)
  const int32_t* face_indices;  // (H, W) of the view
  int32_t face_count, edge_count, pairs, height, width, view;

  PS_HD DepthPlane plane(int32_t face) const {
    return depth_plane(depth, face_corners(faces + 3 * int64_t(face), matrix, positions));
  }
};

// Gives the planes of faces; a host keeps some of them, see contour_tables.h.
template <class T>
struct FreshPlanes {
  const SeenFaces<T>& seen;

  PS_HD DepthPlane operator()(int32_t face) const { return seen.plane(face); }
  PS_HD DepthPlane operator()(int32_t, const FaceCorners& corners) const { return depth_plane(seen.depth, corners); }
};

// Visits the faces that meet at a contour edge, by its source (contour_edges.h).
template <class T, class Visit>
PS_HD void for_each_face(const SeenFaces<T>& seen, int32_t source, Visit visit) {
  if (source >= seen.edge_count) return visit(source - seen.edge_count);
  const int32_t fan = source - seen.pairs;
  const int32_t* const codes = fan < 0 ? seen.pair_codes + 2 * int64_t(source) : seen.fan_codes + seen.fan_offsets[fan];
  const int32_t count = fan < 0 ? 2 : seen.fan_offsets[fan + 1] - seen.fan_offsets[fan];
  for (int32_t k = 0; k < count; ++k)
    if ((codes[k] >> 1) < seen.face_count) visit(codes[k] >> 1);
}

// The nearest of the faces that meet at an edge is the one seen beside it. Over a pixel its depth changes by its slope,
// but by no more than it does from corner to corner.
template <class T, class Planes>
PS_HD double rise_beside(const SeenFaces<T>& seen, Planes& planes, const ContourEdge& contour, const ScreenEdge& edge) {
  const Vector2<double> along = edge.end - edge.begin;
  const double side = (contour.jump > 0 ? 1 : -1) / max_of(sqrt(dot(along, along)), 1e-300);
  const Vector2<double> beside = lerp(edge.begin, edge.end, 0.5) + side * Vector2<double>{-along.y, along.x};
  double nearest = kFarthest, rise = 0;
  for_each_face(seen, contour.source, [&](int32_t face) {
    const FaceCorners corners = face_corners(seen.faces + 3 * int64_t(face), seen.matrix, seen.positions);
    const DepthPlane& plane = planes(face, corners);
    if (!plane.is_visible() || !(plane.at(beside) < nearest)) return;
    nearest = plane.at(beside);
    rise = min_of(plane.slope(), depth_range(seen.depth, corners));
  });
  return rise;
}

template <class T, class Planes>
PS_HD ScreenEdge screen_edge(const SeenFaces<T>& seen, Planes& planes, const ContourEdge& contour) {
  const Homogeneous<double> a = end_point(contour.begin, seen.matrix, seen.positions);
  const Homogeneous<double> b = end_point(contour.end, seen.matrix, seen.positions);
  ScreenEdge edge = {{contour.begin.vertex, contour.begin.partner, contour.end.vertex, contour.end.partner},
                     contour.source,
                     to_pixel(a),
                     to_pixel(b),
                     depth_key(seen.depth, a),
                     depth_key(seen.depth, b),
                     0,
                     contour.jump,
                     edge_direction(to_pixel(b) - to_pixel(a))};
  edge.rise = rise_beside(seen, planes, contour, edge);
  return edge;
}

// The lines of pixel centres that an edge crosses, each of which belongs to exactly one edge of a chain.
struct LineRange {
  int32_t begin, end;
};

PS_HD LineRange crossed_lines(const ScreenEdge& edge, int32_t height, int32_t width) {
  const double a = edge.direction.is_steep ? edge.begin.y : edge.begin.x;
  const double b = edge.direction.is_steep ? edge.end.y : edge.end.x;
  const double count = edge.direction.is_steep ? height : width;
  return {int32_t(clamp(ceil(min_of(a, b) - 0.5), 0.0, count)), int32_t(clamp(ceil(max_of(a, b) - 0.5), 0.0, count))};
}

// Which of two pixels shows the surface that a contour edge bounds, while the other shows something behind the edge.
enum NearSide { kNeither, kLower, kHigher };

// The bounded surface is found by its depth: that of the edge, as far as the slopes of the face seen at the pixel and
// of the one beside the edge tell it a pixel away. A surface a thousandth of its own slope farther away than the edge
// is one behind it.
constexpr double kSameSurface = 2.0, kBehind = 1e-3;

template <class T, class Planes>
PS_HD NearSide near_side(const SeenFaces<T>& seen, Planes& planes, int32_t lower, int32_t higher, Vector2<double> point,
                         double key, double rise) {
  const int32_t faces[2] = {seen.face_indices[lower], seen.face_indices[higher]};
  if (faces[0] == faces[1]) return kNeither;
  bool is_near[2], is_behind[2];
  for (int k = 0; k < 2; ++k) {
    is_near[k] = false;
    is_behind[k] = faces[k] < 0;
    if (is_behind[k]) continue;
    const DepthPlane& plane = planes(faces[k]);
    const double farther = plane.at(point) - key, tolerance = plane.slope() + pixel_depth(seen.depth, key);
    is_near[k] = abs_of(farther) <= kSameSurface * (tolerance + rise);
    is_behind[k] = farther > kBehind * tolerance;
  }
  if (is_near[0] && is_behind[1] && is_near[1] && is_behind[0]) return kNeither;  // both are of one surface
  if (is_near[0] && is_behind[1]) return kLower;
  return is_near[1] && is_behind[0] ? kHigher : kNeither;
}

// Centres nearer to an edge than this may be on either side of it: the rasterizer's rule decides.
constexpr double kOnCenter = 1e-3;

// Finds the blend at the crossing of an edge with one line of pixel centres.
template <class T, class Planes>
PS_HD bool edge_blend(const SeenFaces<T>& seen, Planes& planes, const ScreenEdge& edge, int32_t line, Blend& blend) {
  const bool is_steep = edge.direction.is_steep;
  const double from = is_steep ? edge.begin.y : edge.begin.x, to = is_steep ? edge.end.y : edge.end.x;
  const double u = (line + 0.5 - from) / (to - from);
  const Vector2<double> point = lerp(edge.begin, edge.end, u);
  const double position = (is_steep ? point.x : point.y) - 0.5,
               key = edge.begin_key + u * (edge.end_key - edge.begin_key);
  const int32_t count = is_steep ? seen.width : seen.height;
  if (!(position > -1 && position < count)) return false;
  // Going down, an edge has its positive side at lower columns; going right, at higher rows.
  const bool faces_are_lower = ((to > from) == (edge.jump > 0)) == is_steep;
  const int32_t first = int32_t(floor(position));
  const double way = position - first;
  const int32_t tries[3] = {first, first - 1, first + 1};
  for (int k = 0; k < 3; ++k) {
    if ((k == 1 && way > kOnCenter) || (k == 2 && way < 1 - kOnCenter)) continue;
    if (tries[k] < 0 || tries[k] + 1 >= count) continue;
    const int32_t lower = is_steep ? line * seen.width + tries[k] : tries[k] * seen.width + line;
    const int32_t higher = lower + (is_steep ? 1 : seen.width);
    const NearSide side = near_side(seen, planes, lower, higher, point, key, edge.rise);
    // Where the contour folds back, its faces lie on the far side.
    if (side == kNeither || (side == kLower) != faces_are_lower) continue;
    blend.code = is_steep ? 0 : kAlongColumn;
    const int32_t first_pixel = seen.view * seen.height * seen.width;
    weigh(blend, clamp(position - tries[k], 0.0, 1.0), side == kLower, first_pixel + lower, first_pixel + higher);
    for (int corner = 0; corner < 4; ++corner) blend.corners[corner] = edge.corners[corner];
    blend.source = edge.source;
    blend.slope = edge.direction.slope;
    return true;
  }
  return false;
}

PS_NAMESPACE_END

// SPDX-License-Identifier: MIT
// The chain rule from a pixel's signed distance to the ends of contour edges, and on to positions and the view matrix.
#pragma once

#include "contour_distance.h"
#include "contour_edges.h"

PS_NAMESPACE_BEGIN

// A contour edge as the backward pass needs it: ends on the image plane, in double (a few million operations at most).
struct PlacedEdge {
  Vector2<double> begin, end;
  int32_t jump;
};

template <class T>
PS_HD PlacedEdge place_edge(const int32_t* contour_row /* (5) */, const T* matrix, const T* positions) {
  const ContourEnd begin = {contour_row[0], contour_row[1]}, end = {contour_row[2], contour_row[3]};
  const Vector2<T> a = end_pixel(begin, matrix, positions), b = end_pixel(end, matrix, positions);
  return {{double(a.x), double(a.y)}, {double(b.x), double(b.y)}, contour_row[4]};
}

// One exposed interval of a contour edge, with what all pixels nearest to it share.
struct PlacedSegment {
  Vector2<double> begin, along, outward;  // of the whole edge; along is end - begin
  double inverse_squared_length;
  double t_begin, t_end;
  int32_t edge, begins_at, ends_at;
};

PS_HD PlacedSegment place_segment(const int32_t* segment /* (3) */, const double* interval /* (2) */,
                                  const PlacedEdge& edge) {
  const Vector2<double> along = edge.end - edge.begin;
  const double squared_length = dot(along, along);
  return {edge.begin,
          along,
          outward_normal(edge.begin, edge.end, edge.jump),
          squared_length > 0 ? 1 / squared_length : 0,
          interval[0],
          interval[1],
          segment[0],
          segment[1],
          segment[2]};
}

// d signed distance / d (begin, end) of the edge a pixel is nearest to, and, where the nearest point is a T-junction,
// of the other edge there (other >= 0).
struct DistanceGradient {
  EdgeGradient<double> edge, other_edge;
  int32_t other;
};

// place(k) gives the PlacedEdge of contour edge k.
template <class Place>
PS_HD DistanceGradient distance_gradient(const PlacedSegment& segment, Vector2<double> pixel, bool is_inside,
                                         Place place) {
  const Vector2<double> from_begin = pixel - segment.begin;
  const double free = dot(from_begin, segment.along) * segment.inverse_squared_length;
  const double t = clamp(free, segment.t_begin, segment.t_end);
  if (free == t) {  // the direction is the edge's normal: no root to take
    const double beside = dot(from_begin, segment.outward);
    const bool is_outward = is_inside ? beside <= 0 : beside >= 0;
    return {edge_gradient(is_outward ? segment.outward : -1.0 * segment.outward, t), {{0, 0}, {0, 0}}, kEndsAtVertex};
  }
  const Vector2<double> nearest = segment.begin + t * segment.along;
  const Vector2<double> n = distance_direction(pixel, nearest, is_inside, segment.outward);
  const int32_t end = free < t ? segment.begins_at : segment.ends_at;
  const DistanceGradient own = {edge_gradient(n, t), {{0, 0}, {0, 0}}, kEndsAtVertex};
  if (end < 0) return own;
  const PlacedEdge crossing = place(end);
  const Vector2<double> other_outward = outward_normal(crossing.begin, crossing.end, crossing.jump);
  if (!is_junction(segment.outward, other_outward)) return own;
  const JunctionWeights<double> weights = junction_weights(n, segment.outward, other_outward);
  const Vector2<double> along = crossing.end - crossing.begin;
  const double s = dot(nearest - crossing.begin, along) / dot(along, along);
  return {edge_gradient(weights.edge * segment.outward, t),
          edge_gradient(weights.other * other_outward, clamp(s, 0.0, 1.0)), end};
}

// Gradient by the homogeneous coordinates (x, y, depth, w) of a vertex.
struct HomogeneousGradient {
  double x, y, depth, w;
};

// pixel = (x / w, y / w)
PS_HD HomogeneousGradient through_division(Homogeneous<double> h, Vector2<double> grad_pixel) {
  return {grad_pixel.x / h.w, grad_pixel.y / h.w, 0, -(grad_pixel.x * h.x + grad_pixel.y * h.y) / (h.w * h.w)};
}

// The gradient at a cut vertex + u (partner - vertex), u = depth_v / (depth_v - depth_p), goes to both, and through u
// to their depths: du / d depth_v = -depth_p / (depth_v - depth_p)^2, du / d depth_p = depth_v / (depth_v - depth_p)^2.
struct NearCutGradient {
  HomogeneousGradient vertex, partner;
};

PS_HD NearCutGradient through_near_cut(Homogeneous<double> vertex, Homogeneous<double> partner,
                                       Vector2<double> grad_pixel) {
  const double u = near_parameter(vertex, partner), span = vertex.depth - partner.depth;
  const HomogeneousGradient g = through_division(near_point(vertex, partner), grad_pixel);
  const double grad_u = g.x * (partner.x - vertex.x) + g.y * (partner.y - vertex.y) + g.w * (partner.w - vertex.w);
  return {{(1 - u) * g.x, (1 - u) * g.y, -grad_u * partner.depth / (span * span), (1 - u) * g.w},
          {u * g.x, u * g.y, grad_u * vertex.depth / (span * span), u * g.w}};
}

// h = matrix (position, 1): adds to the position's gradient through add(vertex, x, y, z), to the matrix's directly.
template <class T, class Add>
PS_HD void through_projection(const HomogeneousGradient& g, int32_t vertex, const T* matrix, const T* positions,
                              double* grad_matrix /* (4, 4) */, Add add) {
  const T* position = positions + 3 * int64_t(vertex);
  const double rows[4] = {g.x, g.y, g.depth, g.w};
  double grad[3] = {0, 0, 0};
  for (int r = 0; r < 4; ++r) {
    for (int c = 0; c < 3; ++c) {
      grad[c] += rows[r] * double(matrix[4 * r + c]);
      grad_matrix[4 * r + c] += rows[r] * double(position[c]);
    }
    grad_matrix[4 * r + 3] += rows[r];
  }
  add(vertex, grad[0], grad[1], grad[2]);
}

template <class T>
PS_HD Homogeneous<double> project_double(const T* matrix, const T* positions, int32_t vertex) {
  const Homogeneous<T> h = project(matrix, positions + 3 * int64_t(vertex));
  return {double(h.x), double(h.y), double(h.depth), double(h.w)};
}

// From the gradient at one end of a contour edge, on the image plane, to the mesh and the view.
template <class T, class Add>
PS_HD void through_end(ContourEnd end, Vector2<double> grad_pixel, const T* matrix, const T* positions,
                       double* grad_matrix, Add add) {
  if (grad_pixel.x == 0 && grad_pixel.y == 0) return;
  const Homogeneous<double> vertex = project_double(matrix, positions, end.vertex);
  if (end.partner < 0) {
    through_projection(through_division(vertex, grad_pixel), end.vertex, matrix, positions, grad_matrix, add);
    return;
  }
  const Homogeneous<double> partner = project_double(matrix, positions, end.partner);
  const NearCutGradient g = through_near_cut(vertex, partner, grad_pixel);
  through_projection(g.vertex, end.vertex, matrix, positions, grad_matrix, add);
  through_projection(g.partner, end.partner, matrix, positions, grad_matrix, add);
}

PS_NAMESPACE_END

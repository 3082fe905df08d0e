// SPDX-License-Identifier: MIT
#include "remesher.h"

#include <cmath>

namespace photosculpture {
namespace {

constexpr double corner_cosine = 0.6;  // a boundary that turns by more than 53 degrees has a corner there

}  // namespace

Remesher::Remesher(const Surface& surface, int32_t largest_vertex_count)
    : surface_(surface), mesh_(surface.mesh()), largest_vertex_count_(size_t(largest_vertex_count)) {
  const int32_t count = mesh_.vertex_count();
  positions_.resize(count);
  sources_.resize(count);
  targets_.resize(count);
  boundary_edges_.assign(count, -1);
  is_corner_.assign(count, 0);
  for (int32_t v = 0; v < count; ++v) {
    if (mesh_.outgoing(v) < 0) continue;
    put(v, {surface_.at_vertex(v), surface_.position(v), mesh_.on_boundary(v) ? mesh_.outgoing(v) : -1});
  }
  for (int32_t v = 0; v < count; ++v) {
    if (boundary_edges_[v] < 0) continue;
    const int32_t h = mesh_.outgoing(v);
    const Vector3 in = at(v) - at(mesh_.origin(mesh_.previous_on_boundary(h))), out = at(mesh_.head(h)) - at(v);
    is_corner_[v] = !within_angle(in, out, corner_cosine * corner_cosine);
  }
}

void Remesher::put(int32_t v, const Place& place) {
  positions_[v] = place.position;
  sources_[v] = place.source;
  targets_[v] = surface_.edge_length(place.source);
  boundary_edges_[v] = place.boundary_edge;
}

// Counted by the sine of the corner rather than by area, so that a narrow rim counts beside the wide sides of a plate.
// Where two sides nearly fold onto each other, their normals do not say which way leads over the rim: that is added.
Spread Remesher::normal_spread(int32_t v) const {
  Spread spread;
  Vector3 first, last;
  const Vector3 p = at(v);
  const auto add_rim = [&](Vector3 edge, Vector3 n, Vector3 m) {
    if (dot(n, m) >= 0) return;
    const Vector3 over = cross(edge, n - m);
    const double squared = squared_length(over);
    if (squared > 0) spread.add((1 / std::sqrt(squared)) * over, 1);
  };
  mesh_.each_outgoing(v, [&](int32_t h) {
    const Vector3 left = at(mesh_.head(h)) - p, right = at(mesh_.apex(h)) - p, normal = cross(left, right);
    const double area = length(normal), sides = length(left) * length(right);
    if (!(area > 0 && sides > 0)) return;
    const Vector3 unit = (1 / area) * normal;
    spread.add(unit, area / sides);
    if (squared_length(last) > 0) add_rim(left, last, unit);
    if (!(squared_length(first) > 0)) first = unit;
    last = unit;
  });
  if (!mesh_.on_boundary(v)) add_rim(at(mesh_.head(mesh_.outgoing(v))) - p, last, first);
  return spread;
}

void Remesher::run(int iterations) {
  for (int i = 0; i < iterations; ++i) {
    split_long_edges();
    collapse_short_edges();
    flip_edges(true);
    relax();
  }
  for (int i = 0; i < 2; ++i) {
    collapse_slivers();
    flip_edges(false);
    relax();
  }
  collapse_slivers();
  flip_edges(false);
}

}  // namespace photosculpture

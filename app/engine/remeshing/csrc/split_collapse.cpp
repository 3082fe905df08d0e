// SPDX-License-Identifier: MIT
// The passes of the remesher that add and remove vertices.
#include <array>
#include <cmath>

#include "remesher.h"

namespace photosculpture {
namespace {

constexpr double too_long = 4.0 / 3, too_short = 4.0 / 5;  // times the target; Botsch and Kobbelt (2004)
constexpr double sliver_longest = 2;                       // the same, where a sliver goes
constexpr double aside = 0.3;  // of an edge, from its middle to where it is split; both halves are then shorter than it
constexpr double deep = 0.15, sliver_deep = 0.3;  // times the target, off the surface as it is
constexpr double same_side = 0.25;                // squared cosine of 60 degrees
constexpr double poor_sine = 0.07;                // squared sine of 15 degrees
constexpr double sliver_sine = 0.15;              // squared sine of 23 degrees

constexpr double next_longest = 0.8;  // of the longest edges split so far

double squared(double x) { return x * x; }

}  // namespace

// The longest edges first, which keeps the angles of what comes of large faces bounded (Rivara, 1984), and with them
// the number of splits.
void Remesher::split_long_edges() {
  double longest = 0;  // times the target
  for (int32_t h = 0; h < mesh_.halfedge_count(); ++h) {
    if (!mesh_.is_removed(h)) longest = std::max(longest, std::sqrt(squared_edge(h)) / target(h));
  }
  while (longest > too_long) {
    longest = std::max(longest * next_longest, too_long);
    for (int32_t h = 0; h < mesh_.halfedge_count(); ++h) {
      if (!mesh_.is_removed(h) && squared_edge(h) > squared(longest * target(h))) split(h);
    }
  }
}

// Fails where the middle of the edge is too far from the surface to go there without a fold.
bool Remesher::split(int32_t h) {
  if (positions_.size() >= largest_vertex_count_) return false;
  const int32_t a = mesh_.origin(h), b = mesh_.head(h);
  const Vector3 middle = 0.5 * (at(a) + at(b));
  Place place;
  if (mesh_.twin(h) < 0) {
    place.boundary_edge = boundary_edges_[a];
    place.source = surface_.near_on_boundary(middle, place.boundary_edge);
    place.position = surface_.position(place.source);
  } else {
    for (const int32_t end : {a, b}) {
      const SurfacePoint source = surface_.near(middle, sources_[end]);
      const Vector3 position = surface_.position(source);
      if (end == a || squared_length(position - middle) < squared_length(place.position - middle)) {
        place.source = source;
        place.position = position;
      }
    }
  }
  if (squared_length(place.position - middle) > squared(aside) * squared_length(at(b) - at(a))) return false;
  for (const int32_t side : {h, mesh_.twin(h)}) {
    if (side < 0) continue;
    const Vector3 from = at(mesh_.origin(side)), to = at(mesh_.head(side)), c = at(mesh_.apex(side));
    const Vector3 normal = area_normal(from, to, c);
    if (!within_angle(normal, area_normal(from, place.position, c), same_side)) return false;
    if (!within_angle(normal, area_normal(place.position, to, c), same_side)) return false;
  }
  const int32_t m = mesh_.split(h);
  positions_.emplace_back();
  sources_.emplace_back();
  targets_.emplace_back();
  boundary_edges_.emplace_back();
  is_corner_.push_back(0);
  put(m, place);
  return true;
}

void Remesher::collapse_short_edges() {
  for (int32_t h = 0; h < mesh_.halfedge_count(); ++h) {
    if (mesh_.is_removed(h)) continue;
    if (squared_edge(h) < squared(too_short * target(h))) {
      collapse_either_way(h, too_long, deep);
    }
  }
}

void Remesher::collapse_slivers() {
  for (int32_t h = 0; h < mesh_.halfedge_count(); ++h) {
    if (mesh_.is_removed(h) || face_sine(h) > sliver_sine) continue;
    if (squared_edge(h) <= squared_edge(HalfedgeMesh::next(h)) &&
        squared_edge(h) <= squared_edge(HalfedgeMesh::previous(h))) {
      collapse_either_way(h, sliver_longest, sliver_deep);
    }
  }
}

// The vertex that stays is one of the two, which is on the surface already; rather the one in a corner or on a crease.
bool Remesher::collapse_either_way(int32_t h, double longest, double deepest) {
  if (!mesh_.can_collapse(h)) return false;
  const int32_t a = mesh_.origin(h), b = mesh_.head(h), twin = mesh_.twin(h) < 0 ? h : mesh_.twin(h);
  const Vector3 step = at(b) - at(a);
  const double there = normal_spread(a).along(step), back = twin == h ? there : normal_spread(b).along(step);
  for (const int32_t way : there <= back ? std::array{h, twin} : std::array{twin, h}) {
    if ((way == h ? there : back) > squared(deepest * target(h)) || !can_collapse_well(way, longest)) continue;
    mesh_.collapse(way);
    return true;
  }
  return false;
}

bool Remesher::can_collapse_well(int32_t h, double longest) const {
  const int32_t a = mesh_.origin(h), b = mesh_.head(h);
  if (is_corner_[a] || (mesh_.on_boundary(a) && mesh_.twin(h) >= 0)) return false;
  const Vector3 from = at(a), to = at(b);
  double worst_before = 1, worst_after = 1;
  bool good = true;
  mesh_.each_outgoing(a, [&](int32_t leaving) {
    if (!good) return;
    const int32_t x = mesh_.head(leaving), y = mesh_.apex(leaving);
    const Vector3 px = at(x), py = at(y);
    worst_before = std::min(worst_before, smallest_angle_sine_squared(from, px, py));
    if (x == b || y == b) return;
    const Vector3 before = area_normal(from, px, py), after = area_normal(to, px, py);
    worst_after = std::min(worst_after, smallest_angle_sine_squared(to, px, py));
    good = within_angle(before, after, same_side) && squared_length(px - to) <= squared(longest * target(b, x)) &&
           squared_length(py - to) <= squared(longest * target(b, y));
  });
  return good && worst_after >= std::min(worst_before, poor_sine);
}

}  // namespace photosculpture

// SPDX-License-Identifier: MIT
// The passes of the remesher that keep the number of vertices.
#include <cstdlib>

#include "remesher.h"

namespace photosculpture {
namespace {

constexpr double same_side = 0.25;  // squared cosine of 60 degrees
constexpr double flat = 0.5;        // squared cosine of 45 degrees: flips turn nothing sharper
constexpr double poor_sine = 0.25;  // squared sine of 30 degrees: smaller angles must not shrink
constexpr double stiffness = 30;    // of the surface against steps off it
constexpr int attempts = 3;

}  // namespace

void Remesher::flip_edges(bool for_valence) {
  for (int32_t h = 0; h < mesh_.halfedge_count(); ++h) {
    if (mesh_.is_removed(h) || h > mesh_.twin(h)) continue;
    if (should_flip(h, for_valence) && mesh_.can_flip(h)) mesh_.flip(h);
  }
}

bool Remesher::should_flip(int32_t h, bool for_valence) const {
  const int32_t t = mesh_.twin(h);
  const int32_t ends[4] = {mesh_.origin(h), mesh_.origin(t), mesh_.apex(h), mesh_.apex(t)};
  int64_t before = 0, after = 0;
  for (int i = 0; i < 4; ++i) {
    const int64_t surplus = mesh_.valence(ends[i]) - (mesh_.on_boundary(ends[i]) ? 4 : 6);
    before += surplus * surplus;
    after += (surplus + (i < 2 ? -1 : 1)) * (surplus + (i < 2 ? -1 : 1));
  }
  const Vector3 a = at(ends[0]), b = at(ends[1]), c = at(ends[2]), d = at(ends[3]);
  const double sine = std::min(smallest_angle_sine_squared(a, b, c), smallest_angle_sine_squared(b, a, d));
  const double turned = std::min(smallest_angle_sine_squared(a, d, c), smallest_angle_sine_squared(b, c, d));
  const bool better_valence = for_valence && after < before && turned >= std::min(sine, poor_sine);
  const bool better_angle = turned > sine && (for_valence ? after <= before || sine < poor_sine / 2 : true);
  if (!better_valence && !better_angle) return false;
  const Vector3 left = area_normal(a, b, c), right = area_normal(b, a, d), sum = left + right;
  const Vector3 new_left = area_normal(a, d, c), new_right = area_normal(b, c, d);
  return within_angle(left, right, flat) && within_angle(sum, new_left, flat) && within_angle(sum, new_right, flat);
}

void Remesher::relax() {
  for (int32_t v = 0; v < mesh_.vertex_count(); ++v) {
    if (mesh_.outgoing(v) >= 0 && !is_corner_[v]) relax(v);
  }
}

void Remesher::relax(int32_t v) {
  const Vector3 goal = mesh_.on_boundary(v) ? boundary_goal(v) : interior_goal(v);
  double share = 1;
  for (int i = 0; i < attempts; ++i, share /= 2) {
    const Place place = relaxed(v, at(v) + share * (goal - at(v)));
    if (can_move(v, place.position)) {
      put(v, place);
      return;
    }
  }
}

Remesher::Place Remesher::relaxed(int32_t v, Vector3 goal) const {
  Place place;
  place.boundary_edge = boundary_edges_[v];
  place.source =
      place.boundary_edge < 0 ? surface_.near(goal, sources_[v]) : surface_.near_on_boundary(goal, place.boundary_edge);
  place.position = surface_.position(place.source);
  return place;
}

// The centre of the faces around, each counted by how large it is for its target, with little of what leads off the
// surface or over a crease.
Vector3 Remesher::interior_goal(int32_t v) const {
  const Vector3 p = at(v);
  Vector3 sum;
  double weights = 0;
  mesh_.each_outgoing(v, [&](int32_t h) {
    const int32_t x = mesh_.head(h), y = mesh_.apex(h);
    const Vector3 px = at(x), py = at(y);
    const double side = targets_[v] + targets_[x] + targets_[y];
    const double weight = length(area_normal(p, px, py)) / (side * side);
    sum += weight * (px + py + p);
    weights += 3 * weight;
  });
  if (!(weights > 0)) return p;
  return p + normal_spread(v).damped((1 / weights) * sum - p, stiffness);
}

Vector3 Remesher::boundary_goal(int32_t v) const {
  const int32_t h = mesh_.outgoing(v), x = mesh_.head(h), y = mesh_.origin(mesh_.previous_on_boundary(h));
  const double forward = length(at(x) - at(v)) / target(v, x), back = length(at(y) - at(v)) / target(v, y);
  if (!(forward + back > 0)) return at(v);
  return (1 / (forward + back)) * (forward * 0.5 * (at(x) + at(v)) + back * 0.5 * (at(y) + at(v)));
}

bool Remesher::can_move(int32_t v, Vector3 place) const {
  const Vector3 p = at(v);
  double worst_before = 1, worst_after = 1;
  bool same = true;
  mesh_.each_outgoing(v, [&](int32_t h) {
    if (!same) return;
    const Vector3 px = at(mesh_.head(h)), py = at(mesh_.apex(h));
    worst_before = std::min(worst_before, smallest_angle_sine_squared(p, px, py));
    worst_after = std::min(worst_after, smallest_angle_sine_squared(place, px, py));
    same = within_angle(area_normal(p, px, py), area_normal(place, px, py), same_side);
  });
  return same && worst_after >= std::min(worst_before, poor_sine);
}

}  // namespace photosculpture

// SPDX-License-Identifier: MIT
// Incremental isotropic remeshing: Botsch and Kobbelt, "A Remeshing Approach to Multiresolution Modeling" (2004), with
// a target edge length that varies over the surface.
#pragma once

#include <cstdint>
#include <vector>

#include "halfedge_mesh.h"
#include "spread.h"
#include "surface.h"
#include "vector3.h"

namespace photosculpture {

// Every vertex lies on the old surface at all times: what moves one walks its point on that surface.
class Remesher {
 public:
  // The surface must outlive the remesher. Vertices beyond `largest_vertex_count` are not made.
  Remesher(const Surface& surface, int32_t largest_vertex_count);

  void run(int iterations);

  const HalfedgeMesh& mesh() const { return mesh_; }
  Vector3 position(int32_t v) const { return positions_[v]; }
  const SurfacePoint& source(int32_t v) const { return sources_[v]; }

 private:
  struct Place {  // where a vertex may go
    SurfacePoint source;
    Vector3 position;
    int32_t boundary_edge = -1;
  };

  Vector3 at(int32_t v) const { return positions_[v]; }
  double target(int32_t a, int32_t b) const { return (targets_[a] + targets_[b]) / 2; }
  double target(int32_t h) const { return target(mesh_.origin(h), mesh_.head(h)); }
  double squared_edge(int32_t h) const { return squared_length(at(mesh_.head(h)) - at(mesh_.origin(h))); }
  double face_sine(int32_t h) const {
    return smallest_angle_sine_squared(at(mesh_.origin(h)), at(mesh_.head(h)), at(mesh_.apex(h)));
  }
  void put(int32_t v, const Place& place);

  // How the faces around v are turned: sums of the squares of their normals, as a quadratic form. A step along the
  // surface costs nothing; off a plane, across a crease or from a corner it costs its squared length.
  Spread normal_spread(int32_t v) const;

  // split_collapse.cpp
  void split_long_edges();
  bool split(int32_t h);
  void collapse_short_edges();
  void collapse_slivers();
  bool collapse_either_way(int32_t h, double longest, double deepest);
  bool can_collapse_well(int32_t h, double longest) const;

  // flip_relax.cpp
  void flip_edges(bool for_valence);
  bool should_flip(int32_t h, bool for_valence) const;
  void relax();
  void relax(int32_t v);
  Place relaxed(int32_t v, Vector3 goal) const;
  Vector3 interior_goal(int32_t v) const;
  Vector3 boundary_goal(int32_t v) const;
  bool can_move(int32_t v, Vector3 place) const;

  const Surface& surface_;
  HalfedgeMesh mesh_;
  std::vector<Vector3> positions_;
  std::vector<SurfacePoint> sources_;
  std::vector<double> targets_;
  std::vector<int32_t> boundary_edges_;  // the one of the surface that a boundary vertex lies on, -1 inside
  std::vector<char> is_corner_;
  size_t largest_vertex_count_;
};

}  // namespace photosculpture

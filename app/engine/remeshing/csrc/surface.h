// SPDX-License-Identifier: MIT
// The surface that a remeshed one lies on.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "halfedge_mesh.h"
#include "vector3.h"

namespace photosculpture {

// A point of a surface: its face and the weights of that face's corners, >= 0 and with a sum of 1.
struct SurfacePoint {
  int32_t face = -1;
  std::array<double, 3> weights = {1, 0, 0};
};

class Surface {
 public:
  // Target edge lengths, one a vertex, are lowered where needed so that they grow by at most `growth` a unit of length.
  Surface(const HalfedgeMesh& mesh, std::vector<Vector3> positions, std::vector<double> edge_lengths, double growth);

  const HalfedgeMesh& mesh() const { return mesh_; }
  Vector3 position(int32_t v) const { return positions_[v]; }
  Vector3 position(const SurfacePoint& point) const;
  double edge_length(const SurfacePoint& point) const;
  double edge_length(int32_t v) const { return edge_lengths_[v]; }

  SurfacePoint at_vertex(int32_t v) const;

  // A point at which the distance to `place` is least among those around it, found by walking downhill from `start`:
  // unlike the closest of all, it is never on the far side of a thin part.
  SurfacePoint near(Vector3 place, const SurfacePoint& start) const;

  // The same along the boundary; `edge` is the boundary half-edge to start from and the one found.
  SurfacePoint near_on_boundary(Vector3 place, int32_t& edge) const;

 private:
  void limit_growth(double growth);
  std::array<double, 3> nearest_weights(int32_t face, Vector3 place) const;

  // Calls try_face for the other faces that a point is on the rim of; whether one of the calls returned true.
  template <class TryFace>
  bool try_neighbors(const SurfacePoint& point, TryFace try_face) const;

  double nearest_on_edge(int32_t h, Vector3 place, double& along) const;

  HalfedgeMesh mesh_;
  std::vector<Vector3> positions_;
  std::vector<double> edge_lengths_;
};

}  // namespace photosculpture

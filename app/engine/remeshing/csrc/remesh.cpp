// SPDX-License-Identifier: MIT
#include "remesh.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "remesher.h"

namespace photosculpture {
namespace {

constexpr double growth = 0.3;  // of the target a unit of length: neighbours differ by at most that share
constexpr double most_faces = 4e6;

// How many equilateral faces of the target size would cover the surface.
double expected_face_count(const Surface& surface) {
  const HalfedgeMesh& mesh = surface.mesh();
  double count = 0;
  for (int32_t h = 0; h < mesh.halfedge_count(); h += 3) {
    const int32_t a = mesh.origin(h), b = mesh.head(h), c = mesh.apex(h);
    const double area = length(area_normal(surface.position(a), surface.position(b), surface.position(c))) / 2;
    const double side = (surface.edge_length(a) + surface.edge_length(b) + surface.edge_length(c)) / 3;
    count += area / (std::sqrt(3.0) / 4 * side * side);
  }
  return count;
}

RemeshedSurface compacted(const Remesher& remesher) {
  const HalfedgeMesh& mesh = remesher.mesh();
  RemeshedSurface result;
  std::vector<int32_t> index(mesh.vertex_count(), -1);
  int32_t count = 0;
  for (int32_t v = 0; v < mesh.vertex_count(); ++v) {
    if (mesh.outgoing(v) < 0) continue;
    index[v] = count++;
    const Vector3 p = remesher.position(v);
    const SurfacePoint& source = remesher.source(v);
    result.positions.insert(result.positions.end(), {p.x, p.y, p.z});
    result.source_faces.push_back(source.face);
    result.source_weights.insert(result.source_weights.end(), source.weights.begin(), source.weights.end());
  }
  for (int32_t h = 0; h < mesh.halfedge_count(); ++h) {
    if (!mesh.is_removed(h)) result.faces.push_back(index[mesh.origin(h)]);
  }
  return result;
}

}  // namespace

RemeshedSurface remeshed(const std::vector<Vector3>& positions, const int32_t* faces, int32_t face_count,
                         const std::vector<double>& edge_lengths, int iterations) {
  if (edge_lengths.size() != positions.size()) throw std::invalid_argument("one edge length a vertex is needed");
  const HalfedgeMesh mesh(faces, face_count, int32_t(positions.size()));
  std::vector<Vector3> fan_positions = positions;
  std::vector<double> fan_lengths = edge_lengths;
  for (const int32_t v : mesh.copied_from()) {
    fan_positions.push_back(positions[v]);
    fan_lengths.push_back(edge_lengths[v]);
  }
  const Surface surface(mesh, std::move(fan_positions), std::move(fan_lengths), growth);
  const double expected = expected_face_count(surface);
  if (!(expected <= most_faces)) {
    throw std::invalid_argument("edge_lengths must leave at most " + std::to_string(int64_t(most_faces)) +
                                " faces, got about " + std::to_string(int64_t(std::min(expected, 1e18))));
  }
  Remesher remesher(surface, int32_t(mesh.vertex_count() + 4 * expected));
  remesher.run(iterations);
  return compacted(remesher);
}

}  // namespace photosculpture

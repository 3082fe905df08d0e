// SPDX-License-Identifier: MIT
#include "thickness.h"

#include <array>
#include <limits>

#include "box_tree.h"
#include "in_parallel.h"

namespace photosculpture {
namespace {

constexpr double tilt = 0.364;  // tangent of 20 degrees, of four rays around the normal

Vector3 unit(Vector3 v) {
  const double squared = squared_length(v);
  return squared > 0 ? (1 / std::sqrt(squared)) * v : Vector3{};
}

// Each face counts by its corner at the vertex, so that how the surface is cut into faces does not matter.
std::vector<Vector3> corner_weighted_normals(const std::vector<Vector3>& positions, const int32_t* faces,
                                             int32_t face_count) {
  std::vector<Vector3> normals(positions.size());
  for (int32_t f = 0; f < face_count; ++f) {
    for (int i = 0; i < 3; ++i) {
      const Vector3 p = positions[faces[3 * f + i]];
      const Vector3 left = positions[faces[3 * f + (i + 1) % 3]] - p, right = positions[faces[3 * f + (i + 2) % 3]] - p;
      const Vector3 normal = cross(left, right);
      normals[faces[3 * f + i]] += std::atan2(length(normal), dot(left, right)) * unit(normal);
    }
  }
  return normals;
}

double thickness_at(const BoxTree& tree, Vector3 p, Vector3 inward) {
  const Vector3 helper = std::abs(inward.x) < 0.6 ? Vector3{1, 0, 0} : Vector3{0, 1, 0};
  const Vector3 x = tilt * unit(cross(inward, helper)), y = cross(inward, x);
  std::array<double, 5> distances{};
  size_t count = 0;
  for (const Vector3 aside : {Vector3{}, x, y, -1.0 * x, -1.0 * y}) {
    distances[count++] = tree.first_back_face(p, unit(inward + aside));
  }
  std::nth_element(distances.begin(), distances.begin() + 2, distances.end());
  return distances[2];
}

}  // namespace

std::vector<double> local_thickness(const std::vector<Vector3>& positions, const int32_t* faces, int32_t face_count) {
  const BoxTree tree(triangles_of(positions, faces, face_count));
  const std::vector<Vector3> normals = corner_weighted_normals(positions, faces, face_count);
  std::vector<double> result(positions.size(), std::numeric_limits<double>::infinity());
  in_parallel(positions.size(), [&](size_t v) {
    const Vector3 inward = unit(-1.0 * normals[v]);
    if (squared_length(inward) > 0) result[v] = thickness_at(tree, positions[v], inward);
  });
  return result;
}

}  // namespace photosculpture

// SPDX-License-Identifier: MIT
#include "self_intersections.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "triangle_contact.h"

namespace photosculpture {

std::vector<Triangle> triangles_of(const std::vector<Vector3>& positions, const int32_t* faces, int32_t face_count) {
  std::vector<Triangle> triangles(face_count);
  for (int32_t i = 0; i < 3 * face_count; ++i) {
    if (faces[i] < 0 || size_t(faces[i]) >= positions.size()) {
      throw std::invalid_argument("a face names a vertex that is not there");
    }
    triangles[i / 3][i % 3] = positions[faces[i]];
  }
  return triangles;
}

std::vector<int32_t> self_intersections(const std::vector<Vector3>& positions, const int32_t* faces,
                                        int32_t face_count) {
  const BoxTree tree(triangles_of(positions, faces, face_count));
  std::vector<std::pair<int32_t, int32_t>> found;
  tree.each_close_pair([&](int32_t i, int32_t j) {
    if (touch_beyond_common(tree.triangle(i), tree.triangle(j))) found.emplace_back(std::min(i, j), std::max(i, j));
  });
  std::sort(found.begin(), found.end());
  std::vector<int32_t> pairs;
  for (const auto& [i, j] : found) pairs.insert(pairs.end(), {i, j});
  return pairs;
}

}  // namespace photosculpture

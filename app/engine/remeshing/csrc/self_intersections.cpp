// SPDX-License-Identifier: MIT
#include "self_intersections.h"

#include <algorithm>
#include <utility>

#include "box_tree.h"
#include "triangle_contact.h"

namespace photosculpture {

std::vector<int32_t> self_intersections(const std::vector<Vector3>& positions, const int32_t* faces,
                                        int32_t face_count) {
  const BoxTree tree(triangles_of(positions, faces, face_count));
  std::vector<std::pair<int32_t, int32_t>> found;
  tree.each_close_pair([&](int32_t i, int32_t j) {
    if (touch_beyond_common(tree.triangle(i), tree.triangle(j)))
      found.push_back(std::minmax({tree.face(i), tree.face(j)}));
  });
  std::sort(found.begin(), found.end());
  std::vector<int32_t> pairs;
  for (const auto& [i, j] : found) pairs.insert(pairs.end(), {i, j});
  return pairs;
}

}  // namespace photosculpture

// SPDX-License-Identifier: MIT
#include "box_tree.h"

#include <numeric>
#include <utility>

namespace photosculpture {
namespace {

Box box_of(const Triangle& triangle) {
  Box box;
  for (const Vector3 p : triangle) box.add(p);
  return box;
}

// Where a ray enters a box, infinity where it misses it or comes too late.
double entry(const Box& box, Vector3 origin, Vector3 inverse, double latest) {
  double enter = 0, leave = latest;
  for (int axis = 0; axis < 3; ++axis) {
    const double to_low = (box.low[axis] - origin[axis]) * inverse[axis];
    const double to_high = (box.high[axis] - origin[axis]) * inverse[axis];
    enter = std::max(enter, std::min(to_low, to_high));
    leave = std::min(leave, std::max(to_low, to_high));
  }
  return enter <= leave ? enter : INFINITY;
}

// Möller and Trumbore, Fast, Minimum Storage Ray/Triangle Intersection (1997), for triangles seen from their back.
double back_face_distance(const Triangle& t, Vector3 origin, Vector3 direction) {
  const Vector3 ab = t[1] - t[0], ac = t[2] - t[0], p = cross(direction, ac);
  const double determinant = dot(ab, p);
  if (!(determinant < 0)) return INFINITY;
  const Vector3 from_a = origin - t[0], q = cross(from_a, ab);
  const double u = dot(from_a, p), v = dot(direction, q);
  if (u > 0 || v > 0 || u + v < determinant) return INFINITY;
  const double distance = dot(ac, q) / determinant;
  return distance >= 0 ? distance : INFINITY;
}

}  // namespace

BoxTree::BoxTree(std::vector<Triangle> triangles) : triangles_(std::move(triangles)), order_(triangles_.size()) {
  std::iota(order_.begin(), order_.end(), 0);
  std::vector<Vector3> centers(triangles_.size());
  for (size_t i = 0; i < centers.size(); ++i) {
    const Box box = box_of(triangles_[i]);
    centers[i] = box.low + box.high;
  }
  if (!triangles_.empty()) build(0, int32_t(triangles_.size()), centers);
  boxes_.reserve(order_.size());
  for (const int32_t face : order_) boxes_.push_back(box_of(triangles_[face]));
}

void BoxTree::build(int32_t begin, int32_t end, const std::vector<Vector3>& centers) {
  const int32_t n = int32_t(nodes_.size());
  Box box, of_centers;
  for (int32_t i = begin; i < end; ++i) {
    box.add(box_of(triangles_[order_[i]]));
    of_centers.add(centers[order_[i]]);
  }
  nodes_.push_back({box, begin, end, 0});
  if (end - begin <= leaf_size) return;
  const Vector3 extent = of_centers.high - of_centers.low;
  const int axis = extent.x >= extent.y && extent.x >= extent.z ? 0 : extent.y >= extent.z ? 1 : 2;
  const int32_t middle = (begin + end) / 2;
  std::nth_element(order_.begin() + begin, order_.begin() + middle, order_.begin() + end, [&](int32_t i, int32_t j) {
    const double x = centers[i][axis], y = centers[j][axis];
    return x < y || (x == y && i < j);
  });
  build(begin, middle, centers);
  nodes_[n].second = int32_t(nodes_.size());
  build(middle, end, centers);
}

double BoxTree::first_back_face(Vector3 origin, Vector3 direction) const {
  const auto inverted = [](double x) { return 1 / (x == 0 ? 1e-300 : x); };  // not infinite, as 0 times that is NaN
  const Vector3 inverse = {inverted(direction.x), inverted(direction.y), inverted(direction.z)};
  double nearest = INFINITY;
  int32_t open[64];  // the tree halves its faces, so it is less than 32 deep
  int32_t count = 0;
  if (!nodes_.empty()) open[count++] = 0;
  while (count > 0) {
    const int32_t n = open[--count];
    const Node& node = nodes_[n];
    if (entry(node.box, origin, inverse, nearest) == INFINITY) continue;
    if (node.second == 0) {
      for (int32_t i = node.begin; i < node.end; ++i) {
        nearest = std::min(nearest, back_face_distance(triangles_[order_[i]], origin, direction));
      }
      continue;
    }
    int32_t first = n + 1, last = node.second;
    if (entry(nodes_[last].box, origin, inverse, nearest) < entry(nodes_[first].box, origin, inverse, nearest)) {
      std::swap(first, last);
    }
    open[count++] = last;
    open[count++] = first;
  }
  return nearest;
}

}  // namespace photosculpture

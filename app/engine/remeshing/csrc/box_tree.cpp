// SPDX-License-Identifier: MIT
#include "box_tree.h"

#include <numeric>
#include <stdexcept>
#include <utility>

namespace photosculpture {
namespace {

constexpr double rim = 1e-9;  // beyond the sides of a face that rays hit, times its size

Box box_of(const Triangle& triangle) {
  Box box;
  for (const Vector3 p : triangle) box.add(p);
  return box;
}

struct Ray {
  Vector3 origin, direction, inverse;
};

// Where a ray enters a box, infinity where it misses it or comes too late.
inline double entry(const Box& box, const Ray& ray, double latest) {
  const Vector3 low = box.low - ray.origin, high = box.high - ray.origin;
  const double x_low = low.x * ray.inverse.x, y_low = low.y * ray.inverse.y, z_low = low.z * ray.inverse.z;
  const double x_high = high.x * ray.inverse.x, y_high = high.y * ray.inverse.y, z_high = high.z * ray.inverse.z;
  const double enter =
      std::max(std::max(std::min(x_low, x_high), std::min(y_low, y_high)), std::max(std::min(z_low, z_high), 0.0));
  const double leave =
      std::min(std::min(std::max(x_low, x_high), std::max(y_low, y_high)), std::min(std::max(z_low, z_high), latest));
  return enter <= leave ? enter : INFINITY;
}

bool has_corner(const Triangle& t, Vector3 p) {
  return std::any_of(t.begin(), t.end(), [p](Vector3 q) { return p.x == q.x && p.y == q.y && p.z == q.z; });
}

// Möller and Trumbore, Fast, Minimum Storage Ray/Triangle Intersection (1997), for triangles seen from their back.
double back_face_distance(const Triangle& t, Vector3 origin, Vector3 direction) {
  const Vector3 ab = t[1] - t[0], ac = t[2] - t[0], p = cross(direction, ac);
  const double determinant = dot(ab, p);
  if (!(determinant < 0)) return INFINITY;
  const Vector3 from_a = origin - t[0], q = cross(from_a, ab);
  const double u = dot(from_a, p), v = dot(direction, q);
  const double slack = rim * determinant;  // rounding must let no ray pass between two faces
  if (u > -slack || v > -slack || u + v < determinant + slack) return INFINITY;
  const double distance = dot(ac, q) / determinant;
  return distance >= 0 && !has_corner(t, origin) ? distance : INFINITY;
}

}  // namespace

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

BoxTree::BoxTree(const std::vector<Triangle>& triangles) : order_(triangles.size()) {
  std::iota(order_.begin(), order_.end(), 0);
  std::vector<Box> boxes;
  for (const Triangle& triangle : triangles) boxes.push_back(box_of(triangle));
  if (!triangles.empty()) build(0, int32_t(triangles.size()), boxes);
  for (const int32_t face : order_) {
    triangles_.push_back(triangles[face]);
    boxes_.push_back(boxes[face]);
  }
}

// Halves the faces along the axis on which their boxes' middles are furthest apart.
void BoxTree::build(int32_t begin, int32_t end, const std::vector<Box>& boxes) {
  const int32_t n = int32_t(nodes_.size());
  Box box, of_middles;
  for (int32_t i = begin; i < end; ++i) {
    const Box& of_face = boxes[order_[i]];
    box.add(of_face);
    of_middles.add(of_face.low + of_face.high);
  }
  nodes_.push_back({box, begin, end, 0});
  if (end - begin <= leaf_size) return;
  const Vector3 extent = of_middles.high - of_middles.low;
  const int axis = extent.x >= extent.y && extent.x >= extent.z ? 0 : extent.y >= extent.z ? 1 : 2;
  const int32_t half = (begin + end) / 2;
  std::nth_element(order_.begin() + begin, order_.begin() + half, order_.begin() + end, [&](int32_t i, int32_t j) {
    const double x = boxes[i].low[axis] + boxes[i].high[axis], y = boxes[j].low[axis] + boxes[j].high[axis];
    return x < y || (x == y && i < j);
  });
  build(begin, half, boxes);
  nodes_[n].second = int32_t(nodes_.size());
  build(half, end, boxes);
}

double BoxTree::first_back_face(Vector3 origin, Vector3 direction) const {
  const auto inverted = [](double x) { return 1 / (x == 0 ? 1e-300 : x); };  // not infinite, as 0 times that is NaN
  const Ray ray{origin, direction, {inverted(direction.x), inverted(direction.y), inverted(direction.z)}};
  struct Open {
    int32_t node;
    double entry;
  } open[64];  // the tree halves its faces, so it is less than 32 deep
  int32_t count = 0;
  double nearest = INFINITY;
  if (!nodes_.empty()) open[count++] = {0, 0};
  while (count > 0) {
    const Open next = open[--count];
    if (next.entry >= nearest) continue;
    const Node& node = nodes_[next.node];
    if (node.second == 0) {
      for (int32_t i = node.begin; i < node.end; ++i) {
        nearest = std::min(nearest, back_face_distance(triangles_[i], origin, direction));
      }
      continue;
    }
    Open first{next.node + 1, entry(nodes_[next.node + 1].box, ray, nearest)};
    Open last{node.second, entry(nodes_[node.second].box, ray, nearest)};
    if (last.entry < first.entry) std::swap(first, last);
    if (last.entry < nearest) open[count++] = last;
    if (first.entry < nearest) open[count++] = first;
  }
  return nearest;
}

}  // namespace photosculpture

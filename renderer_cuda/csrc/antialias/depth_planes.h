// SPDX-License-Identifier: MIT
// Depths that are linear on the screen, so that a face's can be carried to any point of it.
//
// The key of a depth grows with it: -1 / depth in a perspective view, depth - near in an orthographic one. A plane's
// key at the pixel c = (x, y, 1) is q . c, where q . (X, Y, W) = r at each corner (X, Y, W) of the face, with r = -1 in
// a perspective view and r = depth - near in an orthographic one. This holds for corners behind the camera too; beyond
// the horizon of a plane its key is positive, which is behind everything.
#pragma once

#include "../silhouette/contour_edges.h"

PS_NAMESPACE_BEGIN

constexpr double kFarthest = 1e300;  // greater than any depth key

struct Vector3 {
  double x, y, z;
};

PS_HD Vector3 cross(Vector3 a, Vector3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
PS_HD double dot(Vector3 a, Vector3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
PS_HD Vector3 homogeneous(Vector2<double> pixel) { return {pixel.x, pixel.y, 1}; }

// What the depths of one view are measured with.
struct DepthView {
  bool is_orthographic;
  double focal;  // pixels a world unit at w = 1
};

template <class T>
PS_HD DepthView depth_view(const T* matrix /* (4, 4) */) {
  const Vector3 x = {double(matrix[0]), double(matrix[1]), double(matrix[2])};
  const Vector3 z = {double(matrix[8]), double(matrix[9]), double(matrix[10])};
  const Vector3 across = cross(z, x);  // row 0 without the principal point's share, turned
  const bool is_orthographic = matrix[12] == T(0) && matrix[13] == T(0) && matrix[14] == T(0);
  return {is_orthographic, sqrt(max_of(dot(across, across), 1e-300))};
}

PS_HD double depth_key(const DepthView& view, Homogeneous<double> h) {
  return view.is_orthographic ? h.depth : -1 / h.w;
}

// The key's change over the width of a pixel in world units, at a depth of this key.
PS_HD double pixel_depth(const DepthView& view, double key) {
  return (view.is_orthographic ? 1.0 : abs_of(key)) / view.focal;
}

// The projected corners of a face.
struct FaceCorners {
  Homogeneous<double> corner[3];
};

// In double, as the rasterizer does it, so that both find a pixel centre on the same side of an edge.
template <class T>
PS_HD Homogeneous<double> project_exactly(const T* matrix /* (4, 4) */, const T* position /* (3) */) {
  double m[16], p[3];
  for (int k = 0; k < 16; ++k) m[k] = double(matrix[k]);
  for (int k = 0; k < 3; ++k) p[k] = double(position[k]);
  return project(m, p);
}

template <class T>
PS_HD FaceCorners face_corners(const int32_t* face /* (3) */, const T* matrix, const T* positions) {
  FaceCorners corners;
  for (int k = 0; k < 3; ++k) corners.corner[k] = project_exactly(matrix, positions + 3 * int64_t(face[k]));
  return corners;
}

// How much the depth keys of a face's corners differ; no bound where it reaches behind the camera.
PS_HD double depth_range(const DepthView& view, const FaceCorners& face) {
  double low = kFarthest, high = -kFarthest;
  for (int k = 0; k < 3; ++k) {
    if (!(face.corner[k].w > 0)) return kFarthest;
    low = min_of(low, depth_key(view, face.corner[k]));
    high = max_of(high, depth_key(view, face.corner[k]));
  }
  return high - low;
}

struct DepthPlane {
  Vector3 side[3];  // side[k] . c is zero on the line through the corners k + 1 and k + 2
  double determinant;
  Vector3 key;  // q

  PS_HD double at(Vector2<double> pixel) const { return dot(key, homogeneous(pixel)); }
  PS_HD double slope() const { return abs_of(key.x) + abs_of(key.y); }                 // of the key, a pixel
  PS_HD bool is_visible() const { return abs_of(determinant) > 0 && slope() < 1e30; }  // false for NaN
  PS_HD bool covers(Vector2<double> pixel) const {
    bool covers = true;
    for (int k = 0; k < 3; ++k) covers = covers && dot(side[k], homogeneous(pixel)) * determinant >= 0;
    return covers;
  }
};

PS_HD DepthPlane depth_plane(const DepthView& view, const FaceCorners& face) {
  DepthPlane plane;
  Vector3 points[3], sum = {0, 0, 0};
  for (int k = 0; k < 3; ++k) points[k] = {face.corner[k].x, face.corner[k].y, face.corner[k].w};
  for (int k = 0; k < 3; ++k) {
    plane.side[k] = cross(points[(k + 1) % 3], points[(k + 2) % 3]);
    const double value = view.is_orthographic ? face.corner[k].depth : -1.0;
    sum = {sum.x + value * plane.side[k].x, sum.y + value * plane.side[k].y, sum.z + value * plane.side[k].z};
  }
  plane.determinant = dot(points[0], plane.side[0]);
  plane.key = {sum.x / plane.determinant, sum.y / plane.determinant, sum.z / plane.determinant};
  return plane;
}

PS_NAMESPACE_END

// SPDX-License-Identifier: MIT
// Which pixels each face may cover: corners of all vertices, then faces many at a time.
#pragma once

#include "depth_strip.h"

namespace photosculpture {

// A vertex on screen, in pixels; kOffScreen where it is behind the camera, not finite or far outside.
struct ScreenPoint {
  float x, y, depth;
};
constexpr float kOffScreen = 1e30f;
constexpr int kBoxLanes = 16;

// Of vertices in front of the camera.
struct DepthRange {
  double low, high;
};

template <class T>
struct FaceBoxKernels {
  // Widens range by the vertices in front.
  void (*project)(const T* matrix, const T* positions, int32_t count, Corner* corners, ScreenPoint* points,
                  DepthRange& range);
  // Of the faces [begin, end) those whose box holds a pixel centre; `boxed` has room for kBoxLanes more than all.
  // Returns their number.
  int32_t (*box_faces)(const Corner* corners, const ScreenPoint* points, const int32_t* faces, int32_t begin,
                       int32_t end, int32_t height, int32_t width, BoxedFace* boxed);
};

// For the instruction set at hand.
template <class T>
const FaceBoxKernels<T>& face_box_kernels();

}  // namespace photosculpture

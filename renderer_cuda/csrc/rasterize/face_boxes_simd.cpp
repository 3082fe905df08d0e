// SPDX-License-Identifier: MIT
// Boxes of faces in float: they only say where to look, and are widened by more than is rounded away. Compiled once per
// instruction set; see rasterize_simd.cpp.
#include "../common/simd.h"
#include "face_boxes.h"

PS_NAMESPACE_BEGIN
namespace {

constexpr float kFarPixels = 8192.0f;  // up to here a float32 tells pixels to 2.5e-4
constexpr float kMargin = 2e-3f;
constexpr float kDepthMargin = 2e-6f;  // of the farthest corner's depth

constexpr int kVertexLanes = 8;

template <class T>
void project(const T* matrix, const T* positions, int32_t count, Corner* corners, ScreenPoint* points,
             DepthRange& range) {
  double low[kVertexLanes], high[kVertexLanes];
  for (int lane = 0; lane < kVertexLanes; ++lane) {
    low[lane] = range.low;
    high[lane] = range.high;
  }
  for (int32_t first = 0; first < count; first += kVertexLanes) {
    const int32_t lanes = min_of(kVertexLanes, count - first);
    T position[kVertexLanes][3];
    Corner corner[kVertexLanes];
    float x[kVertexLanes], y[kVertexLanes], depth[kVertexLanes];
    for (int lane = 0; lane < kVertexLanes; ++lane)
      for (int k = 0; k < 3; ++k) position[lane][k] = positions[3 * int64_t(first + (lane < lanes ? lane : 0)) + k];
    PS_LANES
    for (int lane = 0; lane < kVertexLanes; ++lane) {
      corner[lane] = project_corner(matrix, position[lane]);
      const Corner at = corner[lane];
      // is_drawable and is_in_front, without a branch.
      const bool is_seen = (abs_of(at.x) < kCornerLimit) & (abs_of(at.y) < kCornerLimit) & (at.depth < kCornerLimit) &
                           (at.w < kCornerLimit) & (at.depth >= 0) & (at.w > 0);
      const double inverse = 1.0 / (is_seen ? at.w : 1.0);
      const double screen_x = at.x * inverse, screen_y = at.y * inverse;
      const bool is_near = is_seen & (abs_of(screen_x) < kFarPixels) & (abs_of(screen_y) < kFarPixels);
      x[lane] = is_near ? float(screen_x) : kOffScreen;
      y[lane] = is_near ? float(screen_y) : kOffScreen;
      depth[lane] = is_near ? float(at.depth) : 0.0f;
      low[lane] = is_seen & (at.depth < low[lane]) ? at.depth : low[lane];
      high[lane] = is_seen & (at.depth > high[lane]) ? at.depth : high[lane];
    }
    for (int lane = 0; lane < lanes; ++lane) {
      corners[first + lane] = corner[lane];
      points[first + lane] = {x[lane], y[lane], depth[lane]};
    }
  }
  for (int lane = 0; lane < kVertexLanes; ++lane)
    range = {min_of(range.low, low[lane]), max_of(range.high, high[lane])};
}

struct BoxLanes {
  float x[3][kBoxLanes], y[3][kBoxLanes], depth[3][kBoxLanes];
  int32_t row_begin[kBoxLanes], row_end[kBoxLanes], column_begin[kBoxLanes], column_end[kBoxLanes];
  int32_t is_kept[kBoxLanes], is_far[kBoxLanes];  // far: the floats do not tell
  float nearest[kBoxLanes];
};

float least(const float (&values)[3][kBoxLanes], int lane) {
  return min_of(min_of(values[0][lane], values[1][lane]), values[2][lane]);
}
float most(const float (&values)[3][kBoxLanes], int lane) {
  return max_of(max_of(values[0][lane], values[1][lane]), values[2][lane]);
}

void find_boxes(BoxLanes& boxes, float height, float width) {
  PS_LANES
  for (int lane = 0; lane < kBoxLanes; ++lane) {
    const float low_x = least(boxes.x, lane), high_x = most(boxes.x, lane);
    const float low_y = least(boxes.y, lane), high_y = most(boxes.y, lane);
    const float row_begin = clamp(ceilf(low_y - (0.5f + kMargin)), 0.0f, height);
    const float row_end = clamp(floorf(high_y + (0.5f + kMargin)), 0.0f, height);
    const float column_begin = clamp(ceilf(low_x - (0.5f + kMargin)), 0.0f, width);
    const float column_end = clamp(floorf(high_x + (0.5f + kMargin)), 0.0f, width);
    const int32_t is_far = (high_x >= kFarPixels) | (high_y >= kFarPixels);
    boxes.is_far[lane] = is_far;
    boxes.is_kept[lane] = is_far | ((row_begin < row_end) & (column_begin < column_end));
    boxes.row_begin[lane] = int32_t(row_begin);
    boxes.row_end[lane] = int32_t(row_end);
    boxes.column_begin[lane] = int32_t(column_begin);
    boxes.column_end[lane] = int32_t(column_end);
    const float margin = kDepthMargin * most(boxes.depth, lane);
    boxes.nearest[lane] = max_of(least(boxes.depth, lane) - margin, 0.0f);
  }
}

// False where no pixel is left of a face that is partly behind the camera or far outside.
bool box_exactly(const Corner* corners, const int32_t* face, int32_t height, int32_t width, BoxedFace& boxed) {
  const Corner placed[3] = {corners[face[0]], corners[face[1]], corners[face[2]]};
  boxed.nearest = nearest_depth(placed[0], placed[1], placed[2]);
  return find_pixel_box(placed, height, width, boxed.box);
}

int32_t box_faces(const Corner* corners, const ScreenPoint* points, const int32_t* faces, int32_t begin, int32_t end,
                  int32_t height, int32_t width, BoxedFace* boxed) {
  BoxLanes boxes = {};
  int32_t count = 0;
  for (int32_t first = begin; first < end; first += kBoxLanes) {
    const int32_t lanes = min_of(kBoxLanes, end - first);
    const int32_t* const face = faces + 3 * int64_t(first);
    for (int32_t lane = 0; lane < lanes; ++lane)
      for (int k = 0; k < 3; ++k) {
        const ScreenPoint point = points[face[3 * lane + k]];
        boxes.x[k][lane] = point.x;
        boxes.y[k][lane] = point.y;
        boxes.depth[k][lane] = point.depth;
      }
    find_boxes(boxes, float(height), float(width));
    for (int32_t lane = 0; lane < lanes; ++lane) {
      boxed[count] = {first + lane,
                      boxes.nearest[lane],
                      {boxes.row_begin[lane], boxes.row_end[lane], boxes.column_begin[lane], boxes.column_end[lane]}};
      int32_t is_kept = boxes.is_kept[lane];
      if (boxes.is_far[lane]) is_kept = box_exactly(corners, face + 3 * lane, height, width, boxed[count]);
      count += is_kept;
    }
  }
  return count;
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

// The tables of this instruction set; rasterize_kernels.cpp picks one at run time.
extern const FaceBoxKernels<float> PS_JOIN(face_box_kernels_float_, PS_ISA);
extern const FaceBoxKernels<double> PS_JOIN(face_box_kernels_double_, PS_ISA);
const FaceBoxKernels<float> PS_JOIN(face_box_kernels_float_, PS_ISA) = {PS_ISA::project<float>, PS_ISA::box_faces};
const FaceBoxKernels<double> PS_JOIN(face_box_kernels_double_, PS_ISA) = {PS_ISA::project<double>, PS_ISA::box_faces};

}  // namespace photosculpture

// SPDX-License-Identifier: MIT
// The inner loops over vertices and faces, compiled once per instruction set; see strip_simd.cpp on what may stand
// here.
#include <string.h>

#include "../common/simd.h"
#include "contour_edges.h"
#include "contour_kernels.h"

PS_NAMESPACE_BEGIN
namespace {

constexpr int32_t kVertices = 16;  // at once
constexpr int32_t kFaces = 32;     // the same

// As vertex_state has it, without branches.
template <class T>
int32_t state_of(Homogeneous<T> h) {
  const T most = max_of(max_of(abs_of(h.x), abs_of(h.y)), max_of(abs_of(h.depth), abs_of(h.w)));
  const bool has_number = (h.x == h.x) & (h.y == h.y) & (h.depth == h.depth) & (h.w == h.w);
  const bool is_finite = (most < T(1e30)) & has_number, is_in_front = (h.depth >= T(0)) & (h.w > T(0));
  return is_finite ? (is_in_front ? kInFront : kBehindNear) : kInvalid;
}

template <class T>
bool project_all(const T* __restrict matrix, const T* __restrict positions, int32_t count, T* __restrict pixels,
                 int8_t* __restrict states) {
  int32_t all = 0, first = 0;
  for (; first + kVertices <= count; first += kVertices) {
    T x[kVertices], y[kVertices];
    int32_t state[kVertices];
    const T* const from = positions + 3 * int64_t(first);
    PS_LANES
    for (int32_t k = 0; k < kVertices; ++k) {
      const T position[3] = {from[3 * k], from[3 * k + 1], from[3 * k + 2]};
      const Homogeneous<T> h = project(matrix, position);
      x[k] = h.x / h.w;
      y[k] = h.y / h.w;
      state[k] = state_of(h);
      all |= state[k];
    }
    T* const to = pixels + 2 * int64_t(first);
    PS_LANES
    for (int32_t k = 0; k < kVertices; ++k) {
      to[2 * k] = x[k];
      to[2 * k + 1] = y[k];
    }
    PS_LANES
    for (int32_t k = 0; k < kVertices; ++k) states[first + k] = int8_t(state[k]);
  }
  for (; first < count; ++first) {
    const Homogeneous<T> h = project(matrix, positions + 3 * int64_t(first));
    const Vector2<T> pixel = to_pixel(h);
    pixels[2 * int64_t(first)] = pixel.x;
    pixels[2 * int64_t(first) + 1] = pixel.y;
    states[first] = vertex_state(h);
    all |= states[first];
  }
  return all == kInFront;
}

template <class T>
void find_sides(const int32_t* faces, int32_t count, const T* pixels, int8_t* sides) {
  Vector2<T> corners[3][kFaces];
  int32_t side[kFaces];
  for (int32_t first = 0; first < count; first += kFaces) {
    const int32_t lanes = min_of(kFaces, count - first);
    for (int32_t k = 0; k < lanes; ++k)
      for (int corner = 0; corner < 3; ++corner)
        memcpy(&corners[corner][k], pixels + 2 * int64_t(faces[3 * int64_t(first + k) + corner]), sizeof(Vector2<T>));
    PS_LANES
    for (int32_t k = 0; k < lanes; ++k) side[k] = face_side(corners[0][k], corners[1][k], corners[2][k]);
    PS_LANES
    for (int32_t k = 0; k < lanes; ++k) sides[first + k] = int8_t(side[k]);
  }
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

extern const ContourKernels<float> PS_JOIN(contour_kernels_float_, PS_ISA);
extern const ContourKernels<double> PS_JOIN(contour_kernels_double_, PS_ISA);
const ContourKernels<float> PS_JOIN(contour_kernels_float_, PS_ISA) = {PS_ISA::project_all<float>,
                                                                       PS_ISA::find_sides<float>};
const ContourKernels<double> PS_JOIN(contour_kernels_double_, PS_ISA) = {PS_ISA::project_all<double>,
                                                                         PS_ISA::find_sides<double>};

}  // namespace photosculpture

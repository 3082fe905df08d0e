// SPDX-License-Identifier: MIT
// All kernels of the texture stage, for one number type: PS_REAL, float or double, is defined by who compiles this.
// One thread a pixel of all views. Pointers may be null where texture_cpu.h says so.
#include "../common/warp.h"
#include "sampling.h"

using namespace photosculpture;
using Real = PS_REAL;

extern "C" __global__ void sample_pixels(int64_t pixels, int32_t height, int32_t width, int32_t channels,
                                         int32_t levels, int32_t wrap, int32_t is_nearest, const Real* texels,
                                         const Real* coarser, const Real* uv, const Real* slopes,
                                         const int32_t* face_indices, Real* image /* (P, C) */) {
  const int64_t pixel = thread_of_launch();
  if (pixel >= pixels) return;
  Real* const out = image + channels * pixel;
  if (face_indices != nullptr && face_indices[pixel] < 0) {
    for (int32_t c = 0; c < channels; ++c) out[c] = Real(0);
    return;
  }
  const TextureShape shape = {height, width, channels, levels, wrap, is_nearest};
  sample<0>(shape, texels, coarser, uv + 2 * pixel, slopes == nullptr ? slopes : slopes + 4 * pixel, out);
}

// Adds to grad_texels and grad_coarser, which are zero before, unless grad_texels is null; writes grad_uv unless null.
extern "C" __global__ void pixels_to_texels(int64_t pixels, int32_t height, int32_t width, int32_t channels,
                                            int32_t levels, int32_t wrap, int32_t is_nearest, const Real* texels,
                                            const Real* coarser, const Real* uv, const Real* slopes,
                                            const int32_t* face_indices, const Real* grad_image /* (P, C) */,
                                            Real* grad_texels, Real* grad_coarser, Real* grad_uv /* (P, 2) */) {
  const int64_t pixel = thread_of_launch();
  if (pixel >= pixels) return;
  Real by_uv[2] = {Real(0), Real(0)};
  if (face_indices == nullptr || face_indices[pixel] >= 0) {
    const TextureShape shape = {height, width, channels, levels, wrap, is_nearest};
    const Real* const grad = grad_image + channels * pixel;
    const Real* const at_uv = uv + 2 * pixel;
    const Real* const at_slopes = slopes == nullptr ? slopes : slopes + 4 * pixel;
    if (grad_uv != nullptr) uv_gradient<0>(shape, texels, coarser, at_uv, at_slopes, grad, by_uv);
    if (grad_texels != nullptr) {
      for_patches(shape, at_uv, at_slopes, [&](const Patch<Real>& patch) {
        const Corners<Real> at = corners(patch, channels, texels_of(shape, patch.level, grad_texels, grad_coarser));
        const auto add = [&](Real* left, Real* right, Real share) {
          if (share == Real(0)) return;
          for (int32_t c = 0; c < channels; ++c) {
            atomicAdd(left + c, share * (Real(1) - patch.x.share) * grad[c]);
            atomicAdd(right + c, share * patch.x.share * grad[c]);
          }
        };
        add(at.low_low, at.low_high, patch.share * (Real(1) - patch.y.share));
        add(at.high_low, at.high_high, patch.share * patch.y.share);
      });
    }
  }
  if (grad_uv == nullptr) return;
  grad_uv[2 * pixel] = by_uv[0];
  grad_uv[2 * pixel + 1] = by_uv[1];
}

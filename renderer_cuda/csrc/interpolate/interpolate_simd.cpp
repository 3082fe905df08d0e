// SPDX-License-Identifier: MIT
// The inner loops over pixels, compiled once per instruction set (CMakeLists.txt): raw pointers and our own inline
// functions only. Usual numbers of channels have copies of their own, kChannels; 0 stands for any number.
#include "../common/simd.h"
#include "interpolate_rows.h"
#include "interpolation.h"

PS_NAMESPACE_BEGIN
namespace {

template <class T>
void fill_zero(T* begin, T* end) {
  for (; begin < end; ++begin) *begin = T(0);
}

// A block of pixels of one face. Written beyond the face's last pixel too, where the caller has not written yet.
template <class T, int kChannels>
void write_block(const CornerAttributes<T>& face, int32_t channels, const T* __restrict barycentrics,
                 T* __restrict image) {
  T first[kRunLanes], second[kRunLanes];
  PS_LANES
  for (int lane = 0; lane < kRunLanes; ++lane) {
    first[lane] = barycentrics[2 * lane];
    second[lane] = barycentrics[2 * lane + 1];
  }
  const T *const a = face.corners[0], *const b = face.corners[1], *const c = face.corners[2];
  if constexpr (kChannels > 0) {
    T corner[3][kChannels];
    for (int32_t i = 0; i < kChannels; ++i) {
      corner[0][i] = a[i];
      corner[1][i] = b[i];
      corner[2][i] = c[i];
    }
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane)
      for (int32_t i = 0; i < kChannels; ++i)
        image[kChannels * lane + i] = interpolated(corner[0][i], corner[1][i], corner[2][i], first[lane], second[lane]);
  } else {
    for (int lane = 0; lane < kRunLanes; ++lane)
      for (int32_t i = 0; i < channels; ++i)
        image[channels * lane + i] = interpolated(a[i], b[i], c[i], first[lane], second[lane]);
  }
}

template <class T, int kChannels>
void write_run(const CornerAttributes<T>& face, int32_t channels, const T* barycentrics, int32_t count, int32_t room,
               T* image) {
  const int64_t width = kChannels > 0 ? kChannels : channels;
  int32_t done = 0;
  for (; done < count && done + kRunLanes <= room; done += kRunLanes)
    write_block<T, kChannels>(face, channels, barycentrics + 2 * done, image + width * done);
  for (; done < count; ++done)
    for (int32_t i = 0; i < width; ++i)
      image[done * width + i] = interpolated(face.corners[0][i], face.corners[1][i], face.corners[2][i],
                                             barycentrics[2 * done], barycentrics[2 * done + 1]);
}

template <class T, int kChannels>
void forward_of(const AttributeView<T>& view, int32_t begin, int32_t end, T* image) {
  const int64_t channels = kChannels > 0 ? kChannels : view.channels;
  const int32_t* const owner = view.face_indices;
  for (int32_t pixel = begin; pixel < end;) {
    const int32_t first = pixel, face = owner[pixel];
    while (pixel < end && owner[pixel] == face) ++pixel;
    const CornerAttributes<T> found =
        corner_attributes(view.attributes, view.vertex_count, view.channels, view.faces, view.face_count, face);
    if (found.corners[0])
      write_run<T, kChannels>(found, view.channels, view.barycentrics + 2 * int64_t(first), pixel - first, end - first,
                              image + channels * first);
    else
      fill_zero(image + channels * first, image + channels * pixel);
  }
}

template <class T>
void forward(const AttributeView<T>& view, int32_t begin, int32_t end, T* image) {
  switch (view.channels) {
    case 1:
      return forward_of<T, 1>(view, begin, end, image);
    case 2:
      return forward_of<T, 2>(view, begin, end, image);
    case 3:
      return forward_of<T, 3>(view, begin, end, image);
    case 4:
      return forward_of<T, 4>(view, begin, end, image);
    default:
      return forward_of<T, 0>(view, begin, end, image);
  }
}

// A block of pixels of one face, of which `count` are used. Writes grad_barycentrics of all, adds to sums; either may
// be null.
template <class T, int kChannels>
void backward_block(const CornerAttributes<T>& face, int32_t channels, const T* __restrict barycentrics,
                    const T* __restrict grad_image, int32_t count, T* __restrict grad_barycentrics,
                    double* __restrict sums) {
  const int32_t width = kChannels > 0 ? kChannels : channels;
  double first[kRunLanes], second[kRunLanes], third[kRunLanes];
  constexpr int32_t kHeld = kChannels > 0 ? kChannels : 1;  // channels at a time
  T by_first[kRunLanes] = {}, by_second[kRunLanes] = {}, held[kHeld][kRunLanes];
  PS_LANES
  for (int lane = 0; lane < kRunLanes; ++lane) {
    first[lane] = barycentrics[2 * lane];
    second[lane] = barycentrics[2 * lane + 1];
    third[lane] = 1.0 - first[lane] - second[lane];
  }
  if constexpr (kChannels > 0) {
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane)
      for (int32_t i = 0; i < kChannels; ++i) held[i][lane] = grad_image[kChannels * lane + i];
  }
  for (int32_t i = 0; i < width; ++i) {
    T* const grad = held[i % kHeld];
    if constexpr (kChannels == 0)
      for (int lane = 0; lane < kRunLanes; ++lane) grad[lane] = grad_image[lane * width + i];
    const T c = face.corners[2][i], a = face.corners[0][i] - c, b = face.corners[1][i] - c;
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane) {
      by_first[lane] += grad[lane] * a;
      by_second[lane] += grad[lane] * b;
    }
    if (!sums) continue;
    double* const to = sums + 3 * kRunLanes * i;
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane) {
      const double used = lane < count ? double(grad[lane]) : 0.0;
      to[lane] += used * first[lane];
      to[kRunLanes + lane] += used * second[lane];
      to[2 * kRunLanes + lane] += used * third[lane];
    }
  }
  if (!grad_barycentrics) return;
  PS_LANES
  for (int lane = 0; lane < kRunLanes; ++lane) {
    grad_barycentrics[2 * lane] = by_first[lane];
    grad_barycentrics[2 * lane + 1] = by_second[lane];
  }
}

// The last pixels of a strip, fewer than a block: from a copy.
template <class T, int kChannels>
void backward_rest(const CornerAttributes<T>& face, int32_t channels, const T* barycentrics, const T* grad_image,
                   int32_t count, T* grad_barycentrics, double* sums, T* padded) {
  T weights[2 * kRunLanes] = {}, by_weights[2 * kRunLanes];
  for (int32_t k = 0; k < 2 * count; ++k) weights[k] = barycentrics[k];
  for (int32_t k = 0; k < kRunLanes * channels; ++k) padded[k] = k < count * channels ? grad_image[k] : T(0);
  backward_block<T, kChannels>(face, channels, weights, padded, count, by_weights, sums);
  for (int32_t k = 0; grad_barycentrics && k < 2 * count; ++k) grad_barycentrics[k] = by_weights[k];
}

template <class T, int kChannels>
void backward_of(const AttributeView<T>& view, const StripGradient<T>& strip) {
  const int32_t channels = kChannels > 0 ? kChannels : view.channels;
  T* const by_weights = strip.grad_barycentrics;
  int32_t done = strip.begin;
  for (int32_t k = 0; k < strip.run_count; ++k) {
    const FaceRun& run = strip.runs[k];
    const CornerAttributes<T> found = corner_attributes(view.attributes, view.vertex_count, channels, view.faces,
                                                        view.face_count, strip.faces[run.slot]);
    if (!found.corners[0]) continue;
    if (by_weights) fill_zero(by_weights + 2 * int64_t(done), by_weights + 2 * int64_t(run.pixel));
    done = run.pixel + run.count;
    double* const sums = strip.sums ? strip.sums + 3 * kRunLanes * channels * int64_t(run.slot) : nullptr;
    for (int32_t pixel = run.pixel; pixel < done; pixel += kRunLanes) {
      const T* const weights = view.barycentrics + 2 * int64_t(pixel);
      const T* const grad = strip.grad_image + channels * int64_t(pixel);
      T* const to = by_weights ? by_weights + 2 * int64_t(pixel) : nullptr;
      if (pixel + kRunLanes <= strip.end)
        backward_block<T, kChannels>(found, channels, weights, grad, done - pixel, to, sums);
      else
        backward_rest<T, kChannels>(found, channels, weights, grad, done - pixel, to, sums, strip.padded);
    }
  }
  if (by_weights) fill_zero(by_weights + 2 * int64_t(done), by_weights + 2 * int64_t(strip.end));
}

template <class T>
void backward(const AttributeView<T>& view, const StripGradient<T>& strip) {
  switch (view.channels) {
    case 1:
      return backward_of<T, 1>(view, strip);
    case 2:
      return backward_of<T, 2>(view, strip);
    case 3:
      return backward_of<T, 3>(view, strip);
    case 4:
      return backward_of<T, 4>(view, strip);
    default:
      return backward_of<T, 0>(view, strip);
  }
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

// The tables of this instruction set; interpolate_cpu.cpp picks one at run time.
extern const InterpolateKernels<float> PS_JOIN(interpolate_kernels_float_, PS_ISA);
extern const InterpolateKernels<double> PS_JOIN(interpolate_kernels_double_, PS_ISA);
const InterpolateKernels<float> PS_JOIN(interpolate_kernels_float_, PS_ISA) = {PS_ISA::forward<float>,
                                                                               PS_ISA::backward<float>};
const InterpolateKernels<double> PS_JOIN(interpolate_kernels_double_, PS_ISA) = {PS_ISA::forward<double>,
                                                                                 PS_ISA::backward<double>};

}  // namespace photosculpture

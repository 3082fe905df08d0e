// SPDX-License-Identifier: MIT
// The inner loops over pixels, compiled once per instruction set (CMakeLists.txt): raw pointers and our own inline
// functions only. Usual numbers of channels have copies of their own, kChannels; 0 stands for any number.
#include "../common/face_run.h"
#include "../common/simd.h"
#include "interpolate_rows.h"
#include "interpolation.h"

PS_NAMESPACE_BEGIN
namespace {

template <class T>
void fill_zero(T* begin, T* end) {
  for (; begin < end; ++begin) *begin = T(0);
}

template <class T, int kChannels>
void write_run(const CornerAttributes<T>& face, int32_t channels, const T* barycentrics, int32_t count, T* image) {
  const int32_t width = kChannels > 0 ? kChannels : channels;
  const T *const a = face.corners[0], *const b = face.corners[1], *const c = face.corners[2];
  for (int32_t k = 0; k < count; ++k)
    for (int32_t i = 0; i < width; ++i)
      image[k * int64_t(width) + i] = interpolated(a[i], b[i], c[i], barycentrics[2 * k], barycentrics[2 * k + 1]);
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
      write_run<T, kChannels>(found, view.channels, view.barycentrics + 2 * int64_t(first), pixel - first,
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

template <class T>
void barycentrics_of_run(const CornerAttributes<T>& face, int32_t channels, const T* grad_image, int32_t count,
                         T* grad_barycentrics) {
  const T *const a = face.corners[0], *const b = face.corners[1], *const c = face.corners[2];
  for (int32_t k = 0; k < count; ++k) {
    T first = 0, second = 0;
    for (int32_t i = 0; i < channels; ++i) {
      const T grad = grad_image[k * int64_t(channels) + i];
      first += grad * (a[i] - c[i]);
      second += grad * (b[i] - c[i]);
    }
    grad_barycentrics[2 * k] = first;
    grad_barycentrics[2 * k + 1] = second;
  }
}

template <class T, int kChannels>
void sum_run(int32_t channels, const T* barycentrics, const T* grad_image, int32_t count, double* to) {
  constexpr int32_t kOnStack = kChannels > 0 ? kChannels : 1;
  const int32_t width = kChannels > 0 ? kChannels : channels;
  double on_stack[4 * kOnStack];
  double* const sums = kChannels > 0 ? on_stack : to;
  if (kChannels > 0)
    for (int k = 0; k < 4 * kOnStack; ++k) on_stack[k] = to[k];
  for (int32_t k = 0; k < count; ++k) {
    const double first = barycentrics[2 * k], second = barycentrics[2 * k + 1];
    const double weights[4] = {first, second, 1.0 - first - second, 0.0};
    for (int32_t i = 0; i < width; ++i) {
      const double grad = grad_image[k * int64_t(width) + i];
      for (int j = 0; j < 4; ++j) sums[4 * i + j] += weights[j] * grad;
    }
  }
  if (kChannels > 0)
    for (int k = 0; k < 4 * kOnStack; ++k) to[k] = on_stack[k];
}

template <class T, int kChannels>
void backward_of(const AttributeView<T>& view, int32_t begin, int32_t end, const FaceRun* runs, int32_t count,
                 const int32_t* strip_faces, const T* grad_image, T* grad_barycentrics, double* sums) {
  const int32_t channels = kChannels > 0 ? kChannels : view.channels;
  int32_t done = begin;
  for (int32_t k = 0; k < count; ++k) {
    const FaceRun& run = runs[k];
    const T* const grad = grad_image + channels * int64_t(run.pixel);
    const CornerAttributes<T> found = corner_attributes(view.attributes, view.vertex_count, channels, view.faces,
                                                        view.face_count, strip_faces[run.slot]);
    if (!found.corners[0]) continue;
    if (grad_barycentrics) {
      fill_zero(grad_barycentrics + 2 * int64_t(done), grad_barycentrics + 2 * int64_t(run.pixel));
      barycentrics_of_run(found, channels, grad, run.count, grad_barycentrics + 2 * int64_t(run.pixel));
      done = run.pixel + run.count;
    }
    if (sums)
      sum_run<T, kChannels>(channels, view.barycentrics + 2 * int64_t(run.pixel), grad, run.count,
                            sums + 4 * channels * int64_t(run.slot));
  }
  if (grad_barycentrics) fill_zero(grad_barycentrics + 2 * int64_t(done), grad_barycentrics + 2 * int64_t(end));
}

template <class T>
void backward(const AttributeView<T>& view, int32_t begin, int32_t end, const FaceRun* runs, int32_t count,
              const int32_t* strip_faces, const T* grad_image, T* grad_barycentrics, double* sums) {
  switch (view.channels) {
    case 1:
      return backward_of<T, 1>(view, begin, end, runs, count, strip_faces, grad_image, grad_barycentrics, sums);
    case 2:
      return backward_of<T, 2>(view, begin, end, runs, count, strip_faces, grad_image, grad_barycentrics, sums);
    case 3:
      return backward_of<T, 3>(view, begin, end, runs, count, strip_faces, grad_image, grad_barycentrics, sums);
    case 4:
      return backward_of<T, 4>(view, begin, end, runs, count, strip_faces, grad_image, grad_barycentrics, sums);
    default:
      return backward_of<T, 0>(view, begin, end, runs, count, strip_faces, grad_image, grad_barycentrics, sums);
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

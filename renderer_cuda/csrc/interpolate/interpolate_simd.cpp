// SPDX-License-Identifier: MIT
// The inner loops over pixels, compiled once per instruction set (CMakeLists.txt): raw pointers and our own inline
// functions only. Usual numbers of channels have copies of their own, kChannels; 0 stands for any number.
#include "../common/simd.h"
#include "attribute_block.h"
#include "interpolate_rows.h"

PS_NAMESPACE_BEGIN
namespace {

// Whole blocks are written beyond the run's last pixel too, where the caller has not written yet.
template <class T, int kChannels>
void write_run(const CornerAttributes<T>& face, int32_t channels, const T* __restrict barycentrics, int32_t count,
               int32_t room, T* __restrict image) {
  const int64_t width = kChannels > 0 ? kChannels : channels;
  int32_t done = 0;
  for (; done < count && done + kRunLanes <= room; done += kRunLanes) {
    T first[kRunLanes], second[kRunLanes];
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane) {
      first[lane] = barycentrics[2 * (done + lane)];
      second[lane] = barycentrics[2 * (done + lane) + 1];
    }
    write_attribute_block<T, kChannels>(face, channels, first, second, image + width * done);
  }
  for (; done < count; ++done)
    write_attributes<T, kChannels>(face, channels, barycentrics[2 * done], barycentrics[2 * done + 1],
                                   image + width * done);
}

// The end of the run of equal faces that begins at a pixel.
int32_t run_end(const int32_t* owner, int32_t pixel, int32_t end) {
  constexpr int32_t kSkip = 16;
  const int32_t face = owner[pixel];
  while (face < 0 && pixel + kSkip <= end) {
    int32_t differences = 0;
    for (int32_t k = 0; k < kSkip; ++k) differences |= owner[pixel + k] ^ face;
    if (differences != 0) break;
    pixel += kSkip;
  }
  while (pixel < end && owner[pixel] == face) ++pixel;
  return pixel;
}

template <class T, int kChannels>
void forward_of(const AttributeView<T>& view, int32_t begin, int32_t end, T* image) {
  const int64_t channels = kChannels > 0 ? kChannels : view.channels;
  const int32_t* const owner = view.face_indices;
  for (int32_t pixel = begin; pixel < end;) {
    const int32_t first = pixel;
    pixel = run_end(owner, first, end);
    const CornerAttributes<T> found =
        corner_attributes(view.attributes, view.vertex_count, view.channels, view.faces, view.face_count, owner[first]);
    if (!found.corners[0]) {
      fill_zero(image + channels * first, image + channels * pixel);
      continue;
    }
    PS_PREFETCH(view.barycentrics + 2 * (int64_t(first) + view.width));
    write_run<T, kChannels>(found, view.channels, view.barycentrics + 2 * int64_t(first), pixel - first, end - first,
                            image + channels * first);
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

// Adds what a run gives to its face's sums (C, 4). Pixel by pixel: most runs are shorter than a register of lanes, the
// three weights just fill one.
template <class T, int kChannels>
void backward_run(const CornerAttributes<T>& face, int32_t any_channels, const T* __restrict barycentrics,
                  const T* __restrict grad_image, int32_t count, T* __restrict grad_barycentrics,
                  double* __restrict sums) {
  const int32_t channels = kChannels > 0 ? kChannels : any_channels;
  double held[kChannels > 0 ? kChannels : 1][4] = {};
  T by_corner[kChannels > 0 ? kChannels : 1][2];
  if constexpr (kChannels > 0)
    for (int32_t i = 0; i < kChannels; ++i)
      for (int j = 0; j < 2; ++j) by_corner[i][j] = face.corners[j][i] - face.corners[2][i];
  for (int32_t k = 0; k < count; ++k) {
    const double first = barycentrics[2 * k], second = barycentrics[2 * k + 1];
    const double weights[4] = {first, second, 1.0 - first - second, 0.0};
    T by_first = 0, by_second = 0;
    for (int32_t i = 0; i < channels; ++i) {
      const T grad = grad_image[int64_t(k) * channels + i];
      if constexpr (kChannels > 0) {
        by_first += grad * by_corner[i][0];
        by_second += grad * by_corner[i][1];
        for (int j = 0; j < 4; ++j) held[i][j] += double(grad) * weights[j];
      } else {
        const T last = face.corners[2][i];
        by_first += grad * (face.corners[0][i] - last);
        by_second += grad * (face.corners[1][i] - last);
        for (int j = 0; sums && j < 4; ++j) sums[4 * i + j] += double(grad) * weights[j];
      }
    }
    if (!grad_barycentrics) continue;
    grad_barycentrics[2 * k] = by_first;
    grad_barycentrics[2 * k + 1] = by_second;
  }
  if constexpr (kChannels > 0)
    for (int32_t i = 0; sums && i < kChannels; ++i)
      for (int j = 0; j < 4; ++j) sums[4 * i + j] += held[i][j];
}

// From the faces' sums to their vertices.
template <class T>
void add_to_vertices(const AttributeView<T>& view, const StripGradient<T>& strip, int32_t channels) {
  for (int32_t slot = 0; slot < strip.face_count; ++slot) {
    const int32_t* const face = view.faces + 3 * int64_t(strip.faces[slot]);
    const double* const from = strip.sums + 4 * int64_t(channels) * slot;
    if (!corner_attributes(view.attributes, view.vertex_count, channels, view.faces, view.face_count, strip.faces[slot])
             .corners[0])
      continue;
    for (int j = 0; j < 3; ++j) {
      T* const to = strip.grad_attributes + int64_t(face[j]) * channels;
      for (int32_t i = 0; i < channels; ++i) to[i] += T(from[4 * i + j]);
    }
  }
}

template <class T, int kChannels>
void backward_of(const AttributeView<T>& view, const StripGradient<T>& strip) {
  const int32_t channels = kChannels > 0 ? kChannels : view.channels;
  T* const by_weights = strip.grad_barycentrics;
  int32_t done = strip.begin, known = 0;
  for (int32_t k = 0; k < strip.run_count; ++k) {
    const FaceRun run = strip.runs[k];
    const int64_t below = int64_t(run.pixel) + view.width;
    PS_PREFETCH(view.barycentrics + 2 * below);
    PS_PREFETCH(strip.grad_image + channels * below);
    double* const sums = strip.sums ? strip.sums + 4 * int64_t(channels) * run.slot : nullptr;
    const bool is_new = run.slot == known;
    known += is_new;
    for (int32_t i = 0; sums && is_new && i < 4 * channels; ++i) sums[i] = 0;
    const CornerAttributes<T> found = corner_attributes(view.attributes, view.vertex_count, channels, view.faces,
                                                        view.face_count, strip.faces[run.slot]);
    if (!found.corners[0]) continue;
    if (by_weights) fill_zero(by_weights + 2 * int64_t(done), by_weights + 2 * int64_t(run.pixel));
    done = run.pixel + run.count;
    backward_run<T, kChannels>(found, channels, view.barycentrics + 2 * int64_t(run.pixel),
                               strip.grad_image + channels * int64_t(run.pixel), run.count,
                               by_weights ? by_weights + 2 * int64_t(run.pixel) : nullptr, sums);
  }
  if (by_weights) fill_zero(by_weights + 2 * int64_t(done), by_weights + 2 * int64_t(strip.end));
  if (strip.sums) add_to_vertices(view, strip, channels);
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

// The evolving mesh. One of SHADED, WIREFRAME, NORMALS, READING, COLOUR, ALBEDO, SHADING, DEPTH and one of SMOOTH, FLAT
// are defined.

in Surface {
    vec3 position;
    vec3 normal;
    float value;
    vec3 paint;
} surface;

uniform vec3 eye;
uniform vec3 key_direction;
uniform vec3 fill_direction;
uniform vec3 up;
uniform vec3 clay;
uniform vec3 backface;
uniform float opacity;

#ifdef WIREFRAME
noperspective in vec3 side_pixels;
flat in float least_height_pixels;
uniform vec3 wire;
uniform float wire_pixels;
#endif

#if defined(READING) || defined(DEPTH)
uniform sampler2D colours;
#endif

#ifdef READING
uniform float shares_per_value;
#endif

#ifdef DEPTH
uniform vec3 forward;
uniform float nearest;
uniform float shares_per_depth;
#endif

#include "scene_colour.glsl"

out vec4 fragment;

// A square stands for the gamma of 2.2 and a root for its inverse: near enough, and cheap where the CPU draws.
vec3 lit(vec3 base, vec3 normal, vec3 towards_eye, float gloss) {
    vec3 albedo = base * base;
    float key = max(dot(normal, key_direction), 0.0);
    float fill = max(dot(normal, fill_direction), 0.0);
    float upwards = 0.5 + 0.5 * dot(normal, up);
    vec3 around = mix(vec3(0.12, 0.11, 0.105), vec3(0.29, 0.305, 0.33), upwards);
    float shine = max(dot(normal, normalize(key_direction + towards_eye)), 0.0);
    float shine_4 = shine * shine * shine * shine;
    float shine_16 = shine_4 * shine_4 * shine_4 * shine_4;
    float grazing = 1.0 - max(dot(normal, towards_eye), 0.0);
    float rim = grazing * grazing * grazing * upwards;
    vec3 light = around + key * vec3(0.76, 0.745, 0.72) + fill * vec3(0.11, 0.12, 0.14);
    return sqrt(albedo * light + gloss * (0.085 * shine_16 * shine_16 + 0.045 * shine_4) * key + gloss * 0.10 * rim);
}

void main() {
#ifdef FLAT
    vec3 normal = normalize(cross(dFdx(surface.position), dFdy(surface.position)));
    vec3 towards_eye = normalize(eye - surface.position);
    normal = dot(normal, towards_eye) < 0.0 ? -normal : normal;
    vec3 outward = gl_FrontFacing ? normal : -normal;
#else
    vec3 outward = normalize(surface.normal);
    vec3 towards_eye = normalize(eye - surface.position);
    vec3 normal = gl_FrontFacing ? outward : -outward;
#endif

#if defined(NORMALS)
    vec3 colour = (0.5 + 0.5 * outward) * (0.85 + 0.15 * max(dot(normal, key_direction), 0.0));
    colour = gl_FrontFacing ? colour : 0.45 * colour;
#elif defined(READING)
    vec3 base = texture(colours, vec2(surface.value * shares_per_value, 0.5)).rgb;
    vec3 colour = base * (0.80 + 0.20 * max(dot(normal, key_direction), 0.0));
#elif defined(COLOUR)
    vec3 colour = encoded(albedo_of(surface.paint) * shading_of(normal));
#elif defined(ALBEDO)
    vec3 colour = encoded(albedo_of(surface.paint));
#elif defined(SHADING)
    vec3 colour = encoded(shading_of(normal));
#elif defined(DEPTH)
    float depth = dot(surface.position - eye, forward);
    vec3 colour = texture(colours, vec2(1.0 - (depth - nearest) * shares_per_depth, 0.5)).rgb;
#else
    vec3 colour = lit(gl_FrontFacing ? clay : backface, normal, towards_eye, gl_FrontFacing ? 1.0 : 0.3);
#endif

#ifdef WIREFRAME
    float nearest = min(min(side_pixels.x, side_pixels.y), side_pixels.z);
    float line = 1.0 - smoothstep(0.5 * wire_pixels - 0.5, 0.5 * wire_pixels + 0.6, nearest);
    // Lines get fainter where faces are hardly larger than they: the surface would vanish under them.
    colour = mix(colour, wire, line * mix(0.16, 0.62, smoothstep(1.0, 10.0, least_height_pixels / wire_pixels)));
#endif

    fragment = vec4(colour, opacity);
}

// Draws the world and its regions from Natural Earth as outlines a country, for vendor.py to write down: node map.mjs
import { readFileSync } from "node:fs";
import { geoArea, geoAzimuthalEqualArea, geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const atlas = (detail) =>
  JSON.parse(readFileSync(new URL(`node_modules/world-atlas/countries-${detail}.json`, import.meta.url)));

// Places with a code of their own that Natural Earth draws as a part of another country, or not at all.
const ALSO = {
  254: [-53.1, 4], 312: [-61.55, 16.25], 474: [-61.02, 14.65], 638: [55.53, -21.13], 175: [45.15, -12.83],
  292: [-5.35, 36.14], 535: [-68.26, 12.18], 772: [-171.85, -9.2], 744: [16, 78], 162: [105.69, -10.49],
  166: [96.83, -12.16], 798: [179.19, -8.52],
};

// A picture: its projection, what it has to hold (west, south, east, north), its width in units, how coarse it is
// (steradians a triangle), and the smallest piece that is drawn (square units).
const worldwide = geoEqualEarth().rotate([-11, 0]);
const PICTURES = {
  world: { projection: worldwide, holds: [-168, -55.5, 190, 83.7], width: 2000, detail: "110m", coarse: 2.4e-5, least: 22 },
  Africa: { projection: around(18, 1), holds: [-19, -35.5, 53, 38], width: 1400, detail: "50m", coarse: 2.2e-6, least: 30 },
  Americas: { projection: around(-92, 14), holds: [-160, -55.5, -34, 70], width: 1400, detail: "50m", coarse: 5e-6, least: 60 },
  Asia: { projection: around(95, 26), holds: [48, -9, 148, 54], width: 1600, detail: "50m", coarse: 4e-6, least: 50 },
  Europe: { projection: around(13, 52), holds: [-11, 35.2, 35, 69.5], width: 1400, detail: "50m", coarse: 1e-6, least: 60 },
  Oceania: { projection: around(158, -18), holds: [114, -46, 202, 12], width: 1600, detail: "50m", coarse: 3e-6, least: 8 },
};

function around(longitude, latitude) {
  return geoAzimuthalEqualArea().rotate([-longitude, -latitude]);
}

// The frame as a line of points along its edges: what a projection bends is still inside.
function frame([west, south, east, north]) {
  const steps = Array.from({ length: 41 }, (_, i) => i / 40);
  const coordinates = steps.flatMap((at) => [
    [west + (east - west) * at, south], [west + (east - west) * at, north],
    [west, south + (north - south) * at], [east, south + (north - south) * at],
  ]);
  return { type: "MultiPoint", coordinates };
}

// Rings of whole numbers as a path of short steps.
function outline(rings) {
  return rings
    .map((ring) => {
      const [first, ...rest] = ring;
      let [x, y] = first;
      const steps = rest.map(([nx, ny]) => {
        const step = `${nx - x}${ny - y < 0 ? "" : " "}${ny - y}`;
        [x, y] = [nx, ny];
        return step;
      });
      return `M${first[0]} ${first[1]}l${steps.join(" ").replaceAll(" -", "-")}z`;
    })
    .join("");
}

// A shape as drawn: its rings in whole units, without what is too small to be seen.
function rings(path, shape, least) {
  const drawn = path(shape) ?? "";
  return drawn
    .split("M")
    .filter(Boolean)
    .map((part) => part.replace("Z", "").split("L").map((pair) => pair.split(",").map((n) => Math.round(Number(n)))))
    .map((ring) => ring.filter(([x, y], i) => i === 0 || x !== ring[i - 1][0] || y !== ring[i - 1][1]))
    .filter((ring) => ring.length > 2 && Math.abs(area(ring)) >= least);
}

function area(ring) {
  return ring.reduce((sum, [x, y], i) => {
    const [nx, ny] = ring[(i + 1) % ring.length];
    return sum + (x * ny - nx * y) / 2;
  }, 0);
}

function inside([x, y], ring) {
  return ring.reduce((is, [ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length];
    return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !is : is;
  }, false);
}

function toEdge([x, y], ring) {
  return Math.min(...ring.map(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length];
    const [dx, dy] = [bx - ax, by - ay];
    const at = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(x - ax - at * dx, y - ay - at * dy);
  }));
}

// Where a number stands in a ring: as far from its edge as can be.
function middle(ring) {
  const xs = ring.map(([x]) => x), ys = ring.map(([, y]) => y);
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best = [(west + east) / 2, (north + south) / 2], most = -1;
  for (let i = 1; i < 40; i++)
    for (let j = 1; j < 40; j++) {
      const point = [west + ((east - west) * i) / 40, north + ((south - north) * j) / 40];
      const far = inside(point, ring) ? toEdge(point, ring) : -1;
      if (far > most) [best, most] = [point, far];
    }
  return { at: best.map(Math.round), room: Math.round(most) };
}

function picture({ projection, holds, width, detail, coarse, least }) {
  const topology = atlas(detail);
  const fine = presimplify(topology, sphericalTriangleArea);
  const shapes = feature(simplify(fine, coarse), topology.objects.countries).features;
  const whole = feature(atlas("50m"), atlas("50m").objects.countries).features;
  projection.fitWidth(width, frame(holds));
  const height = Math.round(geoPath(projection).bounds(frame(holds))[1][1]);
  projection.clipExtent([[0, 0], [width, height]]);
  const path = geoPath(projection).digits(1);
  const places = {}, land = [];
  for (const shape of shapes) {
    if (shape.properties.name === "Antarctica") continue;
    const drawn = rings(path, shape, least);
    const code = shape.properties.name === "Kosovo" ? "XK" : shape.id;
    if (!drawn.length) continue;
    if (code === undefined || code in places) { land.push(...drawn); continue; }
    const largest = drawn.reduce((a, b) => (Math.abs(area(b)) > Math.abs(area(a)) ? b : a));
    places[code] = { path: outline(drawn), ...middle(largest), size: Math.round(drawn.reduce((s, r) => s + Math.abs(area(r)), 0)) };
  }
  const points = whole.filter((shape) => shape.id).map((shape) => [shape.id, shape]);
  for (const [code, shape] of points) if (!(code in places)) put(code, geoCentroid(biggest(shape)));
  for (const [code, at] of Object.entries(ALSO)) put(code.padStart(3, "0"), at);
  function put(code, at) {
    if (code in places || code === "010") return;
    const [x, y] = projection(at).map(Math.round);
    if (x >= 0 && x <= width && y >= 0 && y <= height) places[code] = { path: "", at: [x, y], room: 0, size: 0 };
  }
  return { width, height, land: outline(land), places };
}

// The main piece of a country: the middle of all its islands may be open sea.
function biggest(shape) {
  if (shape.geometry.type !== "MultiPolygon") return shape;
  const pieces = shape.geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
  return pieces.reduce((a, b) => (geoArea(b) > geoArea(a) ? b : a));
}

const drawn = Object.fromEntries(Object.entries(PICTURES).map(([name, one]) => [name, picture(one)]));
process.stdout.write(JSON.stringify(drawn));
